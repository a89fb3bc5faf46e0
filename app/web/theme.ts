export const themes = ['system', 'light', 'dark'] as const
/** How the pages look; `system` follows the device. */
export type Theme = (typeof themes)[number]

export function parseTheme(value: unknown): Theme {
  return themes.find((theme) => theme === value) ?? 'system'
}
