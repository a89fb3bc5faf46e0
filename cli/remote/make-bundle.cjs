'use strict'
// Run by npm before it packs.
const path = require('node:path')
const { makeBundle } = require('./bundle.cjs')

makeBundle(path.join(__dirname, '..', '..'))
