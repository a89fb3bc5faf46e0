'use strict'
// The first file of every command. It must parse on any Node, however old, since its first task is to say which one is
// needed: no const, no arrow functions, no template literals here. What it requires afterwards may be modern.
var oldNodeProblem = require('./boot/old-node.cjs')

var problem = oldNodeProblem(process.versions.node)
if (problem) {
  console.error(problem)
  process.exit(1)
} else {
  require('./boot/main.cjs')(process.argv[2], process.argv.slice(3))
}
