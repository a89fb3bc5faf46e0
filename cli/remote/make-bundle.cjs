'use strict'
// Run by npm before it packs: earlier bundles are not packed with it.
const { rmSync } = require('node:fs')
const path = require('node:path')
const { FOLDER, makeBundle } = require('./bundle.cjs')

const root = path.join(__dirname, '..', '..')
rmSync(path.join(root, FOLDER), { recursive: true, force: true })
makeBundle(root)
