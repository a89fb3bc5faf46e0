import type { useFormatter, useTranslations } from 'use-intl'
import type { ErrorParams } from '#domain/errors/app-error'
import { limits } from '#domain/limits/limits'
import type { Messages } from '~/messages/en'
import { formatBytes } from './format'

type FieldName = keyof Messages['errors']['fields']
type SentenceCode = Exclude<keyof Messages['errors'], 'fields' | 'page'>

/** What is known of an error; rows of recordings keep the same facts. */
export interface KnownError {
  code: string
  params?: ErrorParams | null
  field?: string | null
}

const { nameCharsMax, passwordCharsMin, passwordCharsMax, titleCharsMax, segmentTextCharsMax, translationLanguagesMax } = limits
const charsMax = {
  nameCharsMax: String(nameCharsMax),
  passwordCharsMin: String(passwordCharsMin),
  passwordCharsMax: String(passwordCharsMax),
  titleCharsMax: String(titleCharsMax),
  segmentTextCharsMax: String(segmentTextCharsMax),
  askQuestionCharsMax: String(limits.askQuestionCharsMax),
  summaryInstructionsCharsMax: String(limits.summaryInstructionsCharsMax),
  translationLanguagesMax: String(translationLanguagesMax),
  webhookDescriptionCharsMax: String(limits.webhookDescriptionCharsMax),
  apiKeyNameCharsMax: String(limits.apiKeyNameCharsMax),
}

/** The sentence of an error: by the form field where one is at fault, else by the code. */
export function tellError(
  t: ReturnType<typeof useTranslations<'errors'>>, format: ReturnType<typeof useFormatter>,
  { code, params, field: named }: KnownError,
): string {
  const field = named ?? params?.field
  const bytesMax = Number(params?.bytesMax ?? params?.maxBytes ?? limits.uploadBytesMax)
  // Sentences find every value that they may name, whatever the thrower has given.
  const values = {
    ...charsMax,
    maxSize: formatBytes(format, bytesMax),
    avatarSize: formatBytes(format, limits.avatarBytesMax),
    hoursMax: Number(params?.hoursMax ?? limits.mediaDurationMsMax / 3_600_000),
    // `none` is what the sentences say for a value that is not known; a plan begins anew at midnight UTC.
    command: String(params?.command || 'none'),
    renewsOn: params?.renewsOn
      ? format.dateTime(new Date(String(params.renewsOn)), { dateStyle: 'long', timeZone: 'UTC' }) : 'none',
    limit: Number(params?.limit ?? 0),
    left: Number(params?.left ?? 0),
    needed: Number(params?.needed ?? 0),
    // A recording that is longer than the plan's whole month does not fit in the next month either.
    fits: Number(params?.needed ?? 0) > Number(params?.limit ?? 0) ? 'never' : 'later',
    retryMinutes: Number(params?.retryMinutes ?? limits.loginAttemptsWindowMs / 60_000),
  }
  // With a field it is the owner of an open session who was asked for the password once more.
  if (code === 'wrong_credentials' && field) return t('fields.current')
  const fieldKey = `fields.${field as FieldName}` as const
  if (code === 'bad_request' && field && t.has(fieldKey)) return t(fieldKey, values)
  return t.has(code as SentenceCode) ? t(code as SentenceCode, values) : t('internal')
}
