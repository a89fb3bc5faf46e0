import common from './zh-TW/common'
import errors from './zh-TW/errors'
import landing from './zh-TW/landing'
import auth from './zh-TW/auth'
import settings from './zh-TW/settings'
import admin from './zh-TW/admin'
import library from './zh-TW/library'
import upload from './zh-TW/upload'
import recording from './zh-TW/recording'
import search from './zh-TW/search'
import live from './zh-TW/live'
import again from './zh-TW/again'
import ask from './zh-TW/ask'
import steps from './zh-TW/steps'
import summary from './zh-TW/summary'
import translation from './zh-TW/translation'
import webhooks from './zh-TW/webhooks'
import developers from './zh-TW/developers'

import type { Messages } from './en'
import type { Shape } from './shape'

const zhTW = {
  common, errors, landing, auth, settings, admin, library, upload, recording, search, live, again,
  steps, ask, summary, translation, webhooks, developers,
} satisfies Shape<Messages>

export default zhTW
