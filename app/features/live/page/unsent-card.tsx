import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { makeUploadKey } from '~/features/upload/make-upload-key'
import { sendFile } from '~/features/upload/send-file'
import { Alert } from '~/ui/alert'
import { Button } from '~/ui/button'
import { LinkButton } from '~/ui/link-button'
import { useErrorText } from '~/web/error-text'
import { paths } from '~/web/paths'
import { saveFile } from './save-file'
import { readUnsent } from './read-unsent'

type Progress =
  | { step: 'waiting' | 'sending' }
  | { step: 'sent'; recordingId: string }
  | { step: 'failed'; code: string | null }

interface UnsentCardProps {
  /** How long it is, in milliseconds. */
  unsentMs: number
  /** Reads it, a part at a time. */
  read(): AsyncIterable<readonly Int16Array[]>
  language: string
  title: string
  /** Forgets it for good. */
  onForget(): void
}

/** Audio that no session takes any more: it can be saved, sent as a recording of its own, or discarded. */
export function UnsentCard({ unsentMs, read, language, title, onForget }: UnsentCardProps) {
  const t = useTranslations('live.unsent')
  const errorText = useErrorText()
  const [progress, setProgress] = useState<Progress>({ step: 'waiting' })
  const [isUnreadable, setUnreadable] = useState(false)
  const [isSure, setSure] = useState(false)
  /** Null, and said so, where the browser does not give it out. */
  const readWav = async () => {
    const wav = await readUnsent(read)
    setUnreadable(wav === null)
    return wav
  }
  const save = async () => {
    const wav = await readWav()
    if (wav) saveFile(wav, `${t('fileName')}.wav`)
  }
  const upload = async () => {
    setProgress({ step: 'sending' })
    const wav = await readWav()
    if (!wav) return setProgress({ step: 'waiting' })
    const sent = await sendFile({
      url: paths.uploadFile(),
      fields: { language, modelId: '', title, uploadKey: makeUploadKey() },
      file: new File([wav], 'live.wav', { type: 'audio/wav' }),
      onProgress: () => {}, onSent: () => {}, signal: new AbortController().signal,
    })
    if (sent.kind !== 'answered') return setProgress({ step: 'failed', code: null })
    if (sent.answer.ok) setProgress({ step: 'sent', recordingId: sent.answer.recordingId })
    else setProgress({ step: 'failed', code: sent.answer.error.code })
  }
  return (
    <Alert tone="warning">
      <div className="grid gap-2">
        <p className="font-semibold">{t('title', { seconds: String(Math.ceil(unsentMs / 1000)) })}</p>
        <p>{t('lead')}</p>
        {isUnreadable && <p role="alert" className="font-semibold">{t('unreadable')}</p>}
        {progress.step === 'failed' && (
          <p className="font-semibold">{progress.code ? errorText({ code: progress.code }) : t('uploadFailed')}</p>
        )}
        <div className="flex flex-wrap gap-2">
          <Button
            type="button" size="small" variant="secondary"
            onClick={() => void save()}
          >
            {t('save')}
          </Button>
          {progress.step === 'sent' ? (
            <LinkButton to={paths.recording(progress.recordingId)} size="small">{t('uploaded')}</LinkButton>
          ) : (
            <Button type="button" size="small" busy={progress.step === 'sending'} onClick={() => void upload()}>
              {progress.step === 'sending' ? t('uploading') : t('upload')}
            </Button>
          )}
          <Button
            type="button" size="small" variant={isSure ? 'danger' : 'quiet'}
            onClick={() => (isSure ? onForget() : setSure(true))}
          >
            {isSure ? t('forgetSure') : t('forget')}
          </Button>
        </div>
      </div>
    </Alert>
  )
}
