'use strict'
const { spawnSync } = require('node:child_process')
const { createHash } = require('node:crypto')
const { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } = require('node:fs')
const path = require('node:path')
const { Sentence, diskSentence } = require('./sentence.cjs')

/** Whatever the bundle may contain, or be shaped by. */
const INPUTS = ['app', 'domain', 'db', 'public', 'package-lock.json', 'remix.config.js', 'tsconfig.json', 'vite.config.ts']
const isInput = (name) => !/\.test\.tsx?$/.test(name)

function* filesBelow(file) {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (!stat) return
  if (!stat.isDirectory()) return yield file
  for (const name of readdirSync(file).sort()) if (isInput(name)) yield* filesBelow(path.join(file, name))
}

/** A hash of all that the build reads; file times do not count, since a checkout changes them. */
function inputsHash(root) {
  const hash = createHash('sha256')
  for (const input of INPUTS) {
    for (const file of filesBelow(path.join(root, input))) {
      hash.update(path.relative(root, file) + '\0').update(readFileSync(file)).update('\0')
    }
  }
  return hash.digest('hex')
}

function readStamp(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

/**
 * Builds the pages, unless the build is of these very sources.
 * @param {string} root
 * @param {(root: string) => number | null} [build] runs the build and gives its exit code
 */
function ensureBuilt(root, build = remixBuild) {
  const stamp = path.join(root, 'build', '.stamp')
  const hash = inputsHash(root)
  if (readStamp(stamp) === hash) return
  console.error('Building the pages …')
  try {
    rmSync(stamp, { force: true })
    if (build(root) !== 0) throw new Sentence('The pages could not be built; the reason stands above.')
    mkdirSync(path.dirname(stamp), { recursive: true })
    writeFileSync(stamp, hash)
  } catch (error) {
    throw diskSentence(error, path.join(root, 'build'))
  }
}

function remixBuild(root) {
  const remix = path.join(root, 'node_modules', '@remix-run', 'dev', 'dist', 'cli.js')
  const { status } = spawnSync(process.execPath, [remix, 'vite:build', '--logLevel', 'warn'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 2, 2],
  })
  return status
}

module.exports = { ensureBuilt, inputsHash }
