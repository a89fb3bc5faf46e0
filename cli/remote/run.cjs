'use strict'
const path = require('node:path')
const { pathToFileURL } = require('node:url')
const { findBundle } = require('./bundle.cjs')
const { ensureInstalled, Sentence } = require('../../start/boot/install.cjs')

const root = path.join(__dirname, '..', '..')

/**
 * In a fresh clone the packages are installed first. Whether all of them are as the lock file says is left to
 * `npm start`: reading that file at each call would take longer than most calls.
 */
function ensurePackages() {
  try {
    require.resolve('commander')
  } catch {
    ensureInstalled(root, false)
  }
}

async function run() {
  try {
    ensurePackages()
  } catch (error) {
    console.error(error instanceof Sentence ? error.message : error)
    process.exit(1)
  }
  const bundle = findBundle(root)
  if (!bundle) (await import('tsx/esm/api')).register()
  const { main } = await import(pathToFileURL(bundle ?? path.join(__dirname, 'main.ts')).href)
  await main(require('../../package.json').version)
}

void run()
