import type { Messages } from '~/messages/en'
import type { Locale as StenoLocale } from './locale'

declare module 'use-intl' {
  interface AppConfig {
    Messages: Messages
    Locale: StenoLocale
  }
}
