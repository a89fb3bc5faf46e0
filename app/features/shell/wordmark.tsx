import { useTranslations } from 'use-intl'
import { classNames } from '~/ui/class-names'

/** The sign: a voice that comes to rest as a line. */
export function Sign({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <rect width="32" height="32" rx="9" fill="var(--color-accent)" />
      <path
        d="M6 17.5c1.6 0 1.7-7 3.4-7s1.8 11.5 3.6 11.5 1.7-8.5 3.4-8.5 1.5 4 3 4H26"
        fill="none" stroke="var(--color-on-accent)" strokeWidth="2.4" strokeLinecap="round" strokeLinejoin="round"
      />
    </svg>
  )
}

/** The sign with the name. */
export function Wordmark({ className }: { className?: string }) {
  const t = useTranslations('common')
  return (
    <span className={classNames('inline-flex items-center gap-2.5 text-xl font-bold tracking-tight', className)}>
      <Sign className="size-8" />
      {t('product')}
    </span>
  )
}
