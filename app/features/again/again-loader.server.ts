import type { LoaderFunctionArgs } from '@remix-run/node'
import { catalogue } from '#domain/models/catalogue'
import { compareDraft } from '#domain/recordings/compare-draft.server'
import { findDraft } from '#domain/recordings/drafts.server'
import { requireRecording } from '#domain/recordings/get-recording.server'
import { makeUploadOptions } from '~/features/upload/upload-options'
import { requireUser } from '~/web/session.server'

/** A long list of changes is cut; what is accepted is the whole. */
const PASSAGES_SHOWN = 300

/** A recording to be transcribed again: what can be chosen, how far it is, or what would change. */
export async function loadAgain(args: LoaderFunctionArgs) {
  const user = await requireUser(args)
  const { db, findModels } = args.context.services
  const recording = await requireRecording(db, user.id, args.params.id ?? '')
  const { id, title, source, createdAt, status, hasAudio, language, detectedLanguage, usedModelId } = recording
  const [draft, installed] = await Promise.all([findDraft(db, user.id, id), findModels()])
  const comparison = draft?.status === 'done' ? await compareDraft(db, user.id, id) : null
  const { languages, models } = makeUploadOptions(
    installed.map(({ entry }) => entry),
    catalogue,
  )
  return {
    recording: { id, title, source, createdAt, language, detectedLanguage, usedModelId, isPossible: status === 'done' && hasAudio },
    draft,
    comparison: comparison && {
      ...comparison,
      passages: comparison.passages.slice(0, PASSAGES_SHOWN),
      changed: comparison.passages.length,
    },
    options: { languages, models },
    nowMs: Date.now(),
  }
}

export type AgainData = Awaited<ReturnType<typeof loadAgain>>
export type ShownComparison = NonNullable<AgainData['comparison']>
