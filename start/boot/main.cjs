'use strict'
const path = require('node:path')
const { pathToFileURL } = require('node:url')
const { ensureInstalled } = require('./install.cjs')
const { ensureBuilt } = require('./build.cjs')
const { Sentence } = require('./sentence.cjs')

const root = path.join(__dirname, '..', '..')

/**
 * What each command needs before it can run.
 * @type {Record<string, { needsDev: boolean, needsBuild: boolean, mode?: string, run: (args: string[]) => unknown }>}
 */
const commands = {
  start: { needsDev: false, needsBuild: true, run: () => runTypeScript('start/supervisor.ts') },
  dev: { needsDev: true, needsBuild: false, mode: 'development', run: () => runTypeScript('start/supervisor.ts') },
  test: { needsDev: true, needsBuild: true, run: (args) => require('./test.cjs').runTests(root, args) },
  run: {
    needsDev: false,
    needsBuild: false,
    run: ([file, ...args]) => {
      process.argv = [process.argv[0], path.join(root, file), ...args]
      return runTypeScript(file)
    },
  },
}

/** Runs TypeScript in this very process: a process between the user's signals and the program would only be in the way. */
async function runTypeScript(file) {
  const { register } = await import('tsx/esm/api')
  register()
  await import(pathToFileURL(path.join(root, file)).href)
}

/**
 * Brings everything up to date that the command needs, and runs it.
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
    if (command.mode) process.env.NODE_ENV = command.mode
    ensureInstalled(root, command.needsDev)
    if (command.needsBuild) ensureBuilt(root)
    await command.run(args)
  } catch (error) {
    console.error(error instanceof Sentence ? error.message : error)
    process.exit(1)
  }
}
