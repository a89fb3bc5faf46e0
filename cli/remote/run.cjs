'use strict'
const path = require('node:path')
const { pathToFileURL } = require('node:url')
const { ensureInstalled, Sentence } = require('../../start/boot/install.cjs')

/**
 * In a fresh clone the packages are installed first. Whether all of them are as the lock file says is left to
 * `npm start`: reading that file at each call would take longer than most calls.
 */
function ensurePackages() {
  try {
    require.resolve('commander')
  } catch {
    ensureInstalled(path.join(__dirname, '..', '..'), false)
  }
}

async function run() {
  try {
    ensurePackages()
  } catch (error) {
    console.error(error instanceof Sentence ? error.message : error)
    process.exit(1)
  }
  const { register } = await import('tsx/esm/api')
  register()
  await import(pathToFileURL(path.join(__dirname, 'main.ts')).href)
}

void run()
