import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Field } from '~/ui/field'
import { Select } from '~/ui/select'
import { canShareTab, listMicrophones, type SoundKind, type SoundWish } from '../audio/open-sound'

const kinds: SoundKind[] = ['microphone', 'tab', 'both']

/** What is listened to, and by which microphone; the list follows what is plugged in. */
export function SoundFields({ sound, isHearing, onChange }: {
  sound: SoundWish
  /** Names of microphones are told once one is allowed. */
  isHearing: boolean
  onChange(sound: SoundWish): void
}) {
  const t = useTranslations('live')
  const microphones = useMicrophones(isHearing)
  const known = microphones.some(({ deviceId }) => deviceId === sound.deviceId)
  return (
    <>
      {canShareTab() && (
        <Field label={t('source')}>
          {(control) => (
            <Select
              {...control} value={sound.kind}
              onChange={({ target }) => onChange({ ...sound, kind: target.value as SoundKind })}
            >
              {kinds.map((kind) => <option key={kind} value={kind}>{t(`sources.${kind}`)}</option>)}
            </Select>
          )}
        </Field>
      )}
      {sound.kind !== 'tab' && (
        <Field label={t('microphone')}>
          {(control) => (
            <Select
              {...control} value={known ? (sound.deviceId ?? '') : ''}
              onChange={({ target }) => onChange({ ...sound, deviceId: target.value || null })}
            >
              <option value="">{t('microphoneDefault')}</option>
              {microphones.map(({ deviceId, label }, index) => (
                <option key={deviceId} value={deviceId}>
                  {label || t('microphoneNumber', { number: String(index + 1) })}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
    </>
  )
}

function useMicrophones(isHearing: boolean): MediaDeviceInfo[] {
  const [microphones, setMicrophones] = useState<MediaDeviceInfo[]>([])
  useEffect(() => {
    const devices = navigator.mediaDevices
    if (!devices) return
    let isGone = false
    const look = () => void listMicrophones().then((found) => isGone || setMicrophones(found))
    look()
    devices.addEventListener('devicechange', look)
    return () => {
      isGone = true
      devices.removeEventListener('devicechange', look)
    }
  }, [isHearing])
  return microphones
}
