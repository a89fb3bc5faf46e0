'use strict'
const { createHash } = require('node:crypto')
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs')
const path = require('node:path')

const CURRENT = 'current.json'

/**
 * A TypeScript file, with what it imports of this repository, as JavaScript: made when first asked for and again when one of its
 * files has changed. From TypeScript, a process or thread takes several times as long to start. Plain JavaScript itself, since it is
 * asked before anything runs TypeScript. Throws where nothing can be written, or the sources are wrong.
 * @param {{ root: string, entry: string, folder: string }} wish the file, and the folder for what is made of it, relative to the root
 * @returns {string} absolute path
 */
function findCompiled({ root, entry, folder }) {
  const current = readCurrent(root, folder)
  // A package brings what was made of its sources, and not the sources.
  if (current && (!existsSync(path.join(root, entry)) || isFresh(root, current.inputs))) return path.join(root, current.main)
  return path.join(root, compile({ root, entry, folder }).main)
}

/** @returns {{ main: string, inputs: Record<string, string> } | null} the hash of each file that it was made of */
function readCurrent(root, folder) {
  try {
    const current = JSON.parse(readFileSync(path.join(root, folder, CURRENT), 'utf8'))
    return existsSync(path.join(root, current.main)) ? current : null
  } catch {
    return null
  }
}

/** By content: a checkout or an image changes the times of files. */
function isFresh(root, inputs) {
  return Object.entries(inputs).every(([file, hash]) => hashOf(path.join(root, file)) === hash)
}

function hashOf(file) {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('base64url')
  } catch {
    return null
  }
}

/** Each state of the sources has a folder of its own: what runs may still load parts of the one before. */
function compile({ root, entry, folder }) {
  const { outputFiles, metafile } = require('esbuild').buildSync({
    absWorkingDir: root, entryPoints: [entry], outdir: folder, outExtension: { '.js': '.mjs' },
    bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20', packages: 'external',
    metafile: true, write: false, logLevel: 'silent',
  })
  const inputs = Object.fromEntries(Object.keys(metafile.inputs).map((file) => [file, hashOf(path.join(root, file))]))
  const hash = createHash('sha256')
  for (const { path: file, contents } of outputFiles) hash.update(path.basename(file)).update(contents)
  const own = path.posix.join(folder, hash.digest('hex').slice(0, 16))
  mkdirSync(path.join(root, own), { recursive: true })
  for (const { path: file, contents } of outputFiles) writeWhole(path.join(root, own, path.basename(file)), contents)
  const current = { main: `${own}/${path.basename(entry, '.ts')}.mjs`, inputs }
  writeWhole(path.join(root, folder, CURRENT), JSON.stringify(current))
  return current
}

/** Two processes may make it at once. */
function writeWhole(file, contents) {
  const draft = `${file}.${process.pid}.part`
  writeFileSync(draft, contents)
  renameSync(draft, file)
}

module.exports = { compile, findCompiled }
