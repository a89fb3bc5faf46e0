import common from './vi/common'
import errors from './vi/errors'
import landing from './vi/landing'
import auth from './vi/auth'
import settings from './vi/settings'
import admin from './vi/admin'
import library from './vi/library'
import upload from './vi/upload'
import recording from './vi/recording'
import search from './vi/search'
import live from './vi/live'
import again from './vi/again'
import ask from './vi/ask'
import steps from './vi/steps'
import summary from './vi/summary'
import translation from './vi/translation'
import webhooks from './vi/webhooks'
import developers from './vi/developers'

import type { Messages } from './en'
import type { Shape } from './shape'

const vi = {
  common, errors, landing, auth, settings, admin, library, upload, recording, search, live, again,
  steps, ask, summary, translation, webhooks, developers,
} satisfies Shape<Messages>

export default vi
