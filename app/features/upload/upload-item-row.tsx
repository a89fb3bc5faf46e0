import { Link } from '@remix-run/react'
import { RotateCcw, X } from 'lucide-react'
import { useFormatter, useTranslations } from 'use-intl'
import { useTitle } from '~/features/recording/use-title'
import { Badge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { Progress } from '~/ui/progress'
import { useErrorText } from '~/web/error-text'
import { formatBytes } from '~/web/format'
import { paths } from '~/web/paths'
import { canCancel, isOpen, UPLOAD_ATTEMPTS_MAX, type UploadItem } from './upload-item'
import type { Uploads, UploadSource } from './use-uploads'

const icon = 'grid size-10 shrink-0 place-items-center rounded-control text-muted transition-colors '
  + 'hover:bg-raised hover:text-ink'

/** One file of the list: its name, how far it is, and what can be done. */
export function UploadItemRow({ item, uploads }: { item: UploadItem<UploadSource>; uploads: Uploads }) {
  const t = useTranslations('upload.item')
  const { id, name, state } = item
  const open = isOpen(item)
  const again = state.kind === 'stuck' || state.kind === 'cancelled'
  return (
    <li className="grid grid-cols-1 gap-1.5 px-4 py-3">
      <div className="flex items-center gap-2">
        <p className="min-w-0 flex-1 truncate font-medium" title={name}>{name}</p>
        {again && (
          <Button
            type="button" variant="secondary" size="small" aria-label={t('again', { name })}
            onClick={() => uploads.again(id)}
          >
            <RotateCcw aria-hidden="true" className="size-4" />{t('againShort')}
          </Button>
        )}
        {(!open || canCancel(item)) && (
          <button
            type="button" className={icon} aria-label={open ? t('cancel', { name }) : t('remove', { name })}
            onClick={() => (open ? uploads.cancel(id) : uploads.remove(id))}
          >
            <X aria-hidden="true" className="size-4" />
          </button>
        )}
      </div>
      <ItemState item={item} />
    </li>
  )
}

function ItemState({ item: { name, bytes, attempts, state } }: { item: UploadItem<UploadSource> }) {
  const t = useTranslations('upload.item')
  const format = useFormatter()
  const errorText = useErrorText()
  const label = t('progress', { name })
  switch (state.kind) {
    case 'waiting':
    case 'cancelled':
      return <p className="text-sm text-muted">{t(state.kind)}</p>
    case 'sending':
      return (
        <>
          <Progress value={state.sentBytes} max={bytes} label={label} />
          <p className="text-sm text-muted tabular-nums">
            {t('sending', {
              sent: formatBytes(format, Math.min(state.sentBytes, bytes)), all: formatBytes(format, bytes),
            })}
          </p>
        </>
      )
    case 'checking':
      return <><Progress value={null} label={label} /><p className="text-sm text-muted">{t('checking')}</p></>
    case 'pausing':
      return (
        <p className="text-sm text-warning">
          {t(`broke.${state.reason}`)} {t('pausing', { attempt: attempts + 1, max: UPLOAD_ATTEMPTS_MAX })}
        </p>
      )
    case 'stuck':
      return <p className="text-sm text-danger">{t('stuck', { max: UPLOAD_ATTEMPTS_MAX })}</p>
    case 'refused':
      return <p className="text-sm text-danger">{errorText(state.error)}</p>
    case 'accepted':
      return <Accepted recordingId={state.recordingId} duplicateOf={state.duplicateOf} />
  }
}

/** Where the file is now, and which recording it is the same as. */
export function Accepted({ recordingId, duplicateOf }: {
  recordingId: string
  duplicateOf: { id: string; title: string } | null
}) {
  const t = useTranslations('upload')
  const titleOf = useTitle()
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <Badge tone="success">{t('item.accepted')}</Badge>
        <Link to={paths.recording(recordingId)} className="font-medium text-accent hover:underline">
          {t('item.open')}
        </Link>
      </p>
      {duplicateOf && (
        <p className="text-sm text-warning wrap-anywhere">
          {t('duplicate')}{' '}
          <Link to={paths.recording(duplicateOf.id)} className="font-medium underline">{titleOf(duplicateOf)}</Link>
        </p>
      )}
    </>
  )
}
