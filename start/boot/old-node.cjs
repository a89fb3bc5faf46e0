'use strict'
// As boot.cjs, this parses on any Node.
var LEAST = [20, 19]

/** One sentence if this version of Node is too old, else null. */
module.exports = function oldNodeProblem(version) {
  var parts = version.split('.').map(Number)
  var isOld = parts[0] < LEAST[0] || (parts[0] === LEAST[0] && parts[1] < LEAST[1])
  if (!isOld) return null
  return (
    'Steno needs Node ' +
    LEAST.join('.') +
    ' or newer, and this is ' +
    version +
    ': install one from https://nodejs.org.'
  )
}
