import { useActionData, useLoaderData } from '@remix-run/react'
import { removeAvatar, setAvatar } from '#domain/accounts/avatar.server'
import { updateProfile } from '#domain/accounts/profile.server'
import { AppError } from '#domain/errors/app-error'
import { AvatarForm } from '~/features/settings/avatar-form'
import { ProfileForm } from '~/features/settings/profile-form'
import { preferenceCookie } from '~/web/cookies.server'
import { redirectWithFlash } from '~/web/flash.server'
import { errorOf, filledOf } from '~/web/form-errors'
import { readForm, textField, unknownForm } from '~/web/form-fields'
import { parseLocale } from '~/web/locale'
import type { PageHandle } from '~/web/page-handle'
import { paths } from '~/web/paths'
import { makeAction, makeLoader } from '~/web/route-handlers.server'
import { requireUser } from '~/web/session.server'
import { parseTheme } from '~/web/theme'

export const handle: PageHandle = { title: (t) => t('settings.profile.title') }

export const loader = makeLoader(async (args) => {
  const { name, locale, avatarUrl } = await requireUser(args)
  return { name, locale, avatarUrl }
})

export const action = makeAction(async (args) => {
  const { context } = args
  const { db, store } = context.services
  const user = await requireUser(args)
  const form = await readForm(args.request)
  switch (form.get('intent')) {
    case 'profile': {
      const locale = parseLocale(form.get('locale'))
      await updateProfile(db, user.id, { name: textField(form, 'name'), locale })
      const theme = parseTheme(form.get('theme'))
      const headers = new Headers({ 'Set-Cookie': await preferenceCookie('theme', context).serialize(theme) })
      // The language that was chosen here before must not outlive its choice in the profile.
      if (!locale) headers.append('Set-Cookie', await preferenceCookie('locale', context).serialize('', { maxAge: 0 }))
      return redirectWithFlash(context, paths.profile(), 'profileSaved', headers)
    }
    case 'avatar': {
      const file = form.get('avatar')
      if (!(file instanceof File) || file.size === 0) {
        throw new AppError('bad_request', 'Choose a picture first.', { params: { field: 'avatar' } })
      }
      await setAvatar(db, store, user.id, new Uint8Array(await file.arrayBuffer()))
      return redirectWithFlash(context, paths.profile(), 'avatarSaved')
    }
    case 'removeAvatar':
      await removeAvatar(db, user.id)
      return redirectWithFlash(context, paths.profile(), 'avatarRemoved')
    default:
      throw unknownForm()
  }
}, ['name', 'locale', 'theme'])

export default function ProfilePage() {
  const { name, locale, avatarUrl } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const error = errorOf(answer)
  const ofAvatar = error?.field === 'avatar'
  return (
    <>
      <ProfileForm name={name} locale={locale} error={ofAvatar ? null : error} filled={ofAvatar ? null : filledOf(answer)} />
      <AvatarForm name={name} avatarUrl={avatarUrl} error={ofAvatar ? error : null} />
    </>
  )
}
