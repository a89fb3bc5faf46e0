'use strict'
const { compile, findCompiled } = require('../../domain/compiled/compile.cjs')

const FOLDER = 'build/steno'
const wish = (root) => ({ root, entry: 'cli/remote/main.ts', folder: FOLDER })

/**
 * The command line as JavaScript, which starts three times as fast. A packed package brings it along, and is never written to.
 * @param {string} root
 * @returns {string | null} null where it cannot be made
 */
function findBundle(root) {
  try {
    return findCompiled(wish(root))
  } catch (error) {
    if (process.env.STENO_CLI_DEBUG) console.error(error)
    return null
  }
}

/** @param {string} root */
const makeBundle = (root) => compile(wish(root))

module.exports = { findBundle, makeBundle, FOLDER }
