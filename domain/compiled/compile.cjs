'use strict'
const { createHash } = require('node:crypto')
const { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } = require('node:fs')
const path = require('node:path')

const CURRENT = 'current.json'
/** What is not in use any more is kept for so long: processes from before may still load parts of it. */
const KEPT_MS = 24 * 60 * 60_000
const OPTIONS = {
  outExtension: { '.js': '.mjs' }, bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20', packages: 'external',
}
/** What says how the sources are read, beside them. */
const SETTINGS = ['tsconfig.json', 'package.json']

/**
 * A TypeScript file, with what it imports of this repository, as JavaScript: made when first asked for and again when one of its
 * files or the way to make it has changed, or what was made is not whole, as after a power cut. From TypeScript, a process or thread
 * takes several times as long to start. Plain JavaScript itself, since it is asked before anything runs TypeScript. Reads all that
 * was made, so ask once in each process. Throws where nothing can be written, or the sources are wrong.
 * @param {{ root: string, entry: string, folder: string }} wish the file, and the folder for what is made of it, relative to the root
 * @returns {string} absolute path
 */
function findCompiled({ root, entry, folder }) {
  const current = readCurrent(root, folder)
  // A package brings what was made of its sources, and not the sources.
  const isOfUse = current && isWhole(root, current) && (!existsSync(path.join(root, entry)) || isFresh(root, current))
  return path.join(root, (isOfUse ? current : compile({ root, entry, folder })).main)
}

/**
 * @typedef {{ main: string, way: string, inputs: Record<string, string | null>, outputs: Record<string, string> }} Account
 * of the file to run, the way it was made, and by content what it was made of and what was made, each relative to the root
 * @returns {Account | null}
 */
function readCurrent(root, folder) {
  try {
    return JSON.parse(readFileSync(path.join(root, folder, CURRENT), 'utf8'))
  } catch {
    return null
  }
}

const isWhole = (root, { main, outputs }) => Boolean(outputs?.[main]) && areSame(root, outputs)

const isFresh = (root, { way, inputs }) => way === wayNow() && areSame(root, inputs)

/** By content: a checkout or an image changes the times of files. */
const areSame = (root, hashes) => Object.entries(hashes).every(([file, hash]) => hashOf(path.join(root, file)) === hash)

const wayNow = () => `esbuild ${require('esbuild/package.json').version} ${JSON.stringify(OPTIONS)}`

/** Null where there is no such file. */
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
    ...OPTIONS, absWorkingDir: root, entryPoints: [entry], outdir: folder, metafile: true, write: false, logLevel: 'silent',
  })
  const hashesOf = (files) => Object.fromEntries(files.map((file) => [file, hashOf(path.join(root, file))]))
  const inputs = hashesOf([...Object.keys(metafile.inputs), ...SETTINGS])
  const hash = createHash('sha256')
  for (const { path: file, contents } of outputFiles) hash.update(path.basename(file)).update(contents)
  const own = path.posix.join(folder, hash.digest('hex').slice(0, 16))
  mkdirSync(path.join(root, own), { recursive: true })
  const outputs = {}
  for (const { path: file, contents } of outputFiles) {
    const output = `${own}/${path.basename(file)}`
    writeWhole(path.join(root, output), contents)
    outputs[output] = createHash('sha256').update(contents).digest('base64url')
  }
  const before = readCurrent(root, folder)
  const current = { main: `${own}/${path.basename(entry, '.ts')}.mjs`, way: wayNow(), inputs, outputs }
  writeWhole(path.join(root, folder, CURRENT), JSON.stringify(current))
  removeOld(path.join(root, folder), { own: path.basename(own), before: before && path.basename(path.dirname(String(before.main))) })
  return current
}

/** The time of a folder that is replaced tells from now on until when it was in use. */
function removeOld(folder, { own, before }) {
  if (before) attempt(() => utimesSync(path.join(folder, before), new Date(), new Date()))
  for (const name of readdirSync(folder)) {
    if (name === own || !/^[0-9a-f]{16}$/.test(name)) continue
    const state = path.join(folder, name)
    attempt(() => Date.now() - statSync(state).mtimeMs > KEPT_MS && rmSync(state, { recursive: true }))
  }
}

/** Another process may have removed it, or it is somebody else's: then it only takes room. */
function attempt(act) {
  try {
    act()
  } catch {
    // What was made is of use all the same.
  }
}

/** Two processes may make it at once. */
function writeWhole(file, contents) {
  const draft = `${file}.${process.pid}.part`
  writeFileSync(draft, contents)
  renameSync(draft, file)
}

module.exports = { compile, findCompiled }
