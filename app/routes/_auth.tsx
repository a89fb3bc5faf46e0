import { Link, Outlet } from '@remix-run/react'
import { PreferencesBar } from '~/features/shell/preferences-bar'
import { Wordmark } from '~/features/shell/wordmark'
import { paths } from '~/web/paths'

/** The frame of the forms that lead in. */
export default function AuthLayout() {
  return (
    <div className="flex min-h-dvh flex-col">
      <main id="main" tabIndex={-1} className="mx-auto grid w-full max-w-md flex-1 content-center gap-8 px-4 py-10">
        <Link to={paths.home()} className="justify-self-center rounded-control"><Wordmark className="text-2xl" /></Link>
        <Outlet />
      </main>
      <PreferencesBar />
    </div>
  )
}
