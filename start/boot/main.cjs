'use strict'
const path = require('node:path')
const { pathToFileURL } = require('node:url')
const { ensureInstalled, Sentence } = require('./install.cjs')

const root = path.join(__dirname, '..', '..')

/**
 * The commands: whether they need the packages for development, and the TypeScript that does the rest.
 * `run FILE …` runs any other file of this repository in the same way.
 * @type {Record<string, { needsDev: boolean, mode?: string, file?: string }>}
 */
const commands = {
  start: { needsDev: false, file: 'start/supervisor.ts' },
  dev: { needsDev: true, mode: 'development', file: 'start/supervisor.ts' },
  test: { needsDev: true, mode: 'test', file: 'start/run-tests.ts' },
  run: { needsDev: false },
}

/**
 * Installs what the command needs and runs it, in this very process: a process between the user's signals and the
 * program would only be in the way.
 * @param {string} name
 * @param {string[]} args
 */
module.exports = async function main(name, args) {
  const command = commands[name]
  if (!command) {
    console.error(`start/boot.cjs takes one of ${Object.keys(commands).join(', ')}, but got ${name}.`)
    process.exit(1)
  }
  try {
    ensureInstalled(root, command.needsDev)
  } catch (error) {
    console.error(error instanceof Sentence ? error.message : error)
    process.exit(1)
  }
  if (command.mode) process.env.NODE_ENV = command.mode
  const file = path.join(root, command.file ?? args.shift())
  process.argv = [process.argv[0], file, ...args]
  const { register } = await import('tsx/esm/api')
  register()
  await import(pathToFileURL(file).href)
}
