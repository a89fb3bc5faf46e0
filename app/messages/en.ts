import common from './en/common'
import errors from './en/errors'
import landing from './en/landing'
import auth from './en/auth'
import settings from './en/settings'
import admin from './en/admin'
import library from './en/library'
import upload from './en/upload'
import recording from './en/recording'
import search from './en/search'
import live from './en/live'
import again from './en/again'
import ask from './en/ask'
import steps from './en/steps'
import summary from './en/summary'
import translation from './en/translation'
import webhooks from './en/webhooks'
import developers from './en/developers'

/** The source catalogue: one file per namespace. Types of all keys and placeholders come from here. */
const en = {
  common, errors, landing, auth, settings, admin, library, upload, recording, search, live, again,
  steps, ask, summary, translation, webhooks, developers,
}

export type Messages = typeof en
export default en
