import { classNames } from '~/ui/class-names'

/** A person's picture, or the first letter of their name. Decorative: the name stands beside it. */
export function Avatar({ name, url, className }: { name: string; url: string | null; className?: string }) {
  const size = classNames('shrink-0 rounded-full', className ?? 'size-9')
  if (url) return <img src={url} alt="" className={classNames(size, 'bg-raised object-cover')} />
  const [initial = '?'] = Array.from(name.trim())
  return (
    <span aria-hidden="true" className={classNames(size, 'grid place-items-center bg-accent-soft font-semibold text-accent')}>
      {initial.toUpperCase()}
    </span>
  )
}
