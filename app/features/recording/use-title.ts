import { useTranslations } from 'use-intl'

/** What a recording is called, also when nobody has named it. */
export function useTitle(): (recording: { title: string }) => string {
  const t = useTranslations('recording')
  return ({ title }) => title.trim() || t('untitled')
}
