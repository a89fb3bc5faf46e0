import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import en from '~/messages/en'
import vi from '~/messages/vi'
import zhTW from '~/messages/zh-TW'
import { useErrorText } from './error-text'
import { SpokenIn } from './intl-provider'
import type { Locale } from './locale'
import type { KnownError } from './tell-error'

const catalogues = { en, vi, 'zh-TW': zhTW }

function Told({ error }: { error: KnownError }) {
  return <>{useErrorText()(error)}</>
}

function tell(locale: Locale, error: KnownError): string {
  return renderToStaticMarkup(<SpokenIn locale={locale} messages={catalogues[locale]}><Told error={error} /></SpokenIn>)
}

const command = 'npm run models -- pull whisper-base'
const quota = { limit: 1200, left: 1, needed: 1030, renewsOn: '2026-12-01' }

describe('a refusal tells what helps', () => {
  it.each(['en', 'vi', 'zh-TW'] as const)('with the command, in %s', (locale) => {
    for (const code of ['model_not_installed', 'language_not_installed']) {
      expect(tell(locale, { code, params: { command } })).toContain(command)
      for (const params of [null, { command: '' }]) expect(tell(locale, { code, params })).not.toMatch(/none|npm|[:：{}]/)
    }
  })

  it.each([
    ['en', 'This recording needs 1,030 min, and 1 minute of your plan is left. New minutes come on December 1, 2026.'],
    ['vi', 'Bản ghi này cần 1.030 phút, mà gói của bạn chỉ còn 1 phút. Gói được gia hạn vào 1 tháng 12, 2026.'],
    ['zh-TW', '這份錄音需要 1,030 分鐘，但本月方案只剩 1 分鐘。額度將於 2026年12月1日 更新。'],
  ] as const)('with what is left and until when, in %s', (locale, sentence) => {
    expect(tell(locale, { code: 'minutes_used_up', params: quota })).toBe(sentence)
  })

  it.each([
    ['en', 'Your plan’s 1,200 recordings for this month are used up. The next ones come on December 1, 2026.'],
    ['vi', 'Bạn đã dùng hết 1.200 bản ghi của gói trong tháng này. Gói được gia hạn vào 1 tháng 12, 2026.'],
    ['zh-TW', '本月方案的 1,200 份錄音已用完，額度將於 2026年12月1日 更新。'],
  ] as const)('with the plan’s number, in %s', (locale, sentence) => {
    expect(tell(locale, { code: 'recordings_used_up', params: quota })).toBe(sentence)
  })

  it.each([
    ['en', 'This recording needs 90 min, more than the 30 of your plan’s whole month. Change the plan, or split the recording.'],
    ['vi', 'Bản ghi này cần 90 phút, nhiều hơn cả 30 phút mỗi tháng của gói. Hãy đổi gói hoặc chia nhỏ bản ghi.'],
    ['zh-TW', '這份錄音需要 90 分鐘，超過方案整月的 30 分鐘。請變更方案，或將錄音分段。'],
  ] as const)('without hope for a next month that would not do, in %s', (locale, sentence) => {
    expect(tell(locale, { code: 'minutes_used_up', params: { ...quota, limit: 30, needed: 90 } })).toBe(sentence)
  })

  it('also where nothing is left, and where nothing is known', () => {
    expect(tell('en', { code: 'minutes_used_up', params: { ...quota, left: 0 } })).toBe(
      'Your plan’s minutes for this month are used up, and this recording needs 1,030. New minutes come on December 1, 2026.',
    )
    for (const code of ['minutes_used_up', 'recordings_used_up']) expect(tell('en', { code })).not.toMatch(/none|\d|[{}]/)
  })
})
