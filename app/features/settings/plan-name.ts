import { useTranslations } from 'use-intl'
import type { Messages } from '~/messages/en'

type KnownPlan = keyof Messages['settings']['plan']['names']

/** Names and descriptions of the plans that Steno comes with are translated; those of an operator's own are as written. */
export function usePlanText() {
  const t = useTranslations('settings.plan')
  return (plan: { code: string; name: string; description?: string }) => {
    const name = `names.${plan.code as KnownPlan}` as const
    const description = `descriptions.${plan.code as KnownPlan}` as const
    return {
      name: t.has(name) ? t(name) : plan.name,
      description: t.has(description) ? t(description) : plan.description ?? '',
    }
  }
}
