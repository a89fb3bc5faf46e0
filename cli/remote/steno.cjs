#!/usr/bin/env node
'use strict'
// As start/boot.cjs, this must parse on any Node, however old.
var oldNodeProblem = require('../../start/boot/old-node.cjs')

var problem = oldNodeProblem(process.versions.node)
if (problem) {
  console.error(problem)
  process.exit(1)
} else {
  require('./run.cjs')
}
