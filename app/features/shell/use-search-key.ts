import { useNavigate } from '@remix-run/react'
import { useEffect } from 'react'
import { paths } from '~/web/paths'
import { isField } from './is-field'

/** `/` leads to the search from every page, and where the search is, into its box; never while somebody types. */
export function useSearchKey(): void {
  const navigate = useNavigate()
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { key, target } = event
      if (key !== '/' || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isField(target)) return
      event.preventDefault()
      const box = document.querySelector<HTMLInputElement>('input[aria-keyshortcuts="/"]')
      if (!box) return void navigate(paths.search())
      box.focus()
      box.select()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [navigate])
}
