import { redirect } from '@remix-run/node'
import { updateProfile } from '#domain/accounts/profile.server'
import { preferenceCookie } from '~/web/cookies.server'
import { readForm, textField } from '~/web/form-fields'
import { parseLocale } from '~/web/locale'
import { paths } from '~/web/paths'
import { makeBareHandler } from '~/web/route-handlers.server'
import { parseRedirect } from '~/web/safe-redirect'
import { getUser } from '~/web/session.server'
import { parseTheme } from '~/web/theme'

export const loader = () => redirect(paths.home())

/** Keeps how the pages look and speak: on this device, and a user's language in the profile too. */
export const action = makeBareHandler(async ({ request, context }) => {
  const form = await readForm(request)
  const headers = new Headers()
  const locale = parseLocale(form.get('locale'))
  if (locale) {
    headers.append('Set-Cookie', await preferenceCookie('locale', context).serialize(locale))
    const user = await getUser({ request, context })
    if (user) await updateProfile(context.services.db, user.id, { name: user.name, locale })
  }
  if (form.has('theme')) {
    headers.append('Set-Cookie', await preferenceCookie('theme', context).serialize(parseTheme(form.get('theme'))))
  }
  if (form.has('speaksOver')) {
    const speaksOver = form.get('speaksOver') === '1'
    headers.append('Set-Cookie', await preferenceCookie('speaks-over', context).serialize(speaksOver))
  }
  return redirect(parseRedirect(textField(form, 'redirectTo'), paths.home()), { headers })
})
