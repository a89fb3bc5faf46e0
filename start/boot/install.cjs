'use strict'
const { spawnSync } = require('node:child_process')
const { readFileSync } = require('node:fs')
const path = require('node:path')

/**
 * A problem that one sentence explains to the operator; no stack is shown. (AppError is TypeScript, too early here.)
 */
class Sentence extends Error {}

/**
 * @returns {Record<string, { version?: string, integrity?: string, dev?: boolean, optional?: boolean, devOptional?:
 * boolean, peer?: boolean, link?: boolean }> | null}
 */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return null
  }
}

/**
 * Whether node_modules holds what the lock file names. npm writes what it has installed into node_modules as its last
 * step, so an installation cut short, or one of another lock file, is seen. What is there beyond that does no harm.
 *
 * @param {string} root
 * @param {boolean} needsDev whether the packages for development must be there too
 */
function isInstalled(root, needsDev) {
  const named = readPackages(path.join(root, 'package-lock.json'))
  if (!named) throw new Sentence('package-lock.json is missing or damaged: get Steno again.')
  const present = readPackages(path.join(root, 'node_modules', '.package-lock.json'))
  if (!present) return false
  return Object.entries(named).every(([name, wanted]) => {
    // Packages for other platforms are named too, and are rightly absent.
    if (name === '' || wanted.optional || wanted.devOptional || (wanted.dev && !needsDev)) return true
    return present[name]?.version === wanted.version && present[name]?.integrity === wanted.integrity
  })
}

/**
 * Installs what the lock file names, unless it is there.
 * @param {string} root
 * @param {boolean} needsDev
 */
function ensureInstalled(root, needsDev) {
  if (isInstalled(root, needsDev)) return
  console.error('Installing what package-lock.json names …')
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...(needsDev ? ['--include=dev'] : ['--omit=dev'])]
  // Under npm its own path is known; npm on the PATH may be another one, or none.
  const npm = process.env.npm_execpath
  const [file, all] = npm ? [process.execPath, [npm, ...args]] : ['npm', args]
  const { status, error } = spawnSync(file, all, { cwd: root, stdio: ['ignore', 2, 2] })
  if (status === 0) return
  if (error?.code === 'ENOENT')
    throw new Sentence('npm is missing: install it together with Node from https://nodejs.org.')
  throw new Sentence('The packages could not be installed; npm says why above. Mend that, and start again.')
}

module.exports = { ensureInstalled, isInstalled, Sentence }
