'use strict'
const { createHash } = require('node:crypto')
const { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } = require('node:fs')
const path = require('node:path')

const ENTRY = 'cli/remote/main.ts'
const FOLDER = 'build/steno'
const CURRENT = 'current.json'

/**
 * The command line as JavaScript, made when first called and again when one of its files has changed: from TypeScript it
 * starts three times as slowly. A packed package brings it along, and is never written to.
 * @param {string} root
 * @returns {string | null} null where it cannot be made
 */
function findBundle(root) {
  const current = readCurrent(root)
  // npm packs no lock file, and changes the times of all others.
  const isPacked = !existsSync(path.join(root, 'package-lock.json'))
  if (current && (isPacked || isFresh(root, current.inputs))) return path.join(root, current.main)
  try {
    return path.join(root, makeBundle(root).main)
  } catch (error) {
    if (process.env.STENO_CLI_DEBUG) console.error(error)
    return null
  }
}

/** @returns {{ main: string, inputs: Record<string, [bytes: number, modifiedMs: number]> } | null} */
function readCurrent(root) {
  try {
    const current = JSON.parse(readFileSync(path.join(root, FOLDER, CURRENT), 'utf8'))
    return existsSync(path.join(root, current.main)) ? current : null
  } catch {
    return null
  }
}

function isFresh(root, inputs) {
  return Object.entries(inputs).every(([file, [bytes, modifiedMs]]) => {
    const found = statSync(path.join(root, file), { throwIfNoEntry: false })
    return found?.size === bytes && found.mtimeMs === modifiedMs
  })
}

/** Each state of the sources has a folder of its own: a command that runs may still load parts of the one before. */
function makeBundle(root) {
  const { outputFiles, metafile } = require('esbuild').buildSync({
    absWorkingDir: root, entryPoints: [ENTRY], outdir: FOLDER, outExtension: { '.js': '.mjs' },
    bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20', packages: 'external',
    metafile: true, write: false, logLevel: 'silent',
  })
  const inputs = Object.fromEntries(Object.keys(metafile.inputs).map((file) => {
    const { size, mtimeMs } = statSync(path.join(root, file))
    return [file, [size, mtimeMs]]
  }))
  const hash = createHash('sha256')
  for (const { path: file, contents } of outputFiles) hash.update(path.basename(file)).update(contents)
  const folder = path.posix.join(FOLDER, hash.digest('hex').slice(0, 16))
  mkdirSync(path.join(root, folder), { recursive: true })
  for (const { path: file, contents } of outputFiles) writeWhole(path.join(root, folder, path.basename(file)), contents)
  const current = { main: `${folder}/main.mjs`, inputs }
  writeWhole(path.join(root, FOLDER, CURRENT), JSON.stringify(current))
  return current
}

/** Two commands may make it at once. */
function writeWhole(file, contents) {
  const draft = `${file}.${process.pid}.part`
  writeFileSync(draft, contents)
  renameSync(draft, file)
}

module.exports = { findBundle, makeBundle, FOLDER }
