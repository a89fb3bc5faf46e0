import type { LoaderFunctionArgs } from '@remix-run/node'
import type { Db } from '#db/client.server'
import { getUsage, listPlans } from '#domain/accounts/plan.server'
import { findLiveSession } from '#domain/live/open-sessions.server'
import { getCatalogueEntry } from '#domain/models/catalogue'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import { tellsLanguages } from '#domain/models/model-language'
import { findDraft } from '#domain/recordings/drafts.server'
import { requireRecording } from '#domain/recordings/get-recording.server'
import type { RecordingDetail, SegmentRow } from '#domain/recordings/recording'
import { listSegments } from '#domain/recordings/segments.server'
import { loadSummary } from '~/features/summary/load-summary.server'
import { loadTranslations } from '~/features/translation/load-translations.server'
import { loadSteps } from '~/features/steps/shown-steps.server'
import { requireUser } from '~/web/session.server'

/** One recording with its transcript, as its page shows them. Words and keys stay on the server. */
export async function loadRecording(args: LoaderFunctionArgs) {
  const user = await requireUser(args)
  const { db, findModels, understanding } = args.context.services
  const recording = await requireRecording(db, user.id, args.params.id ?? '')
  const spoken = recording.detectedLanguage ?? recording.language
  const [segments, draft, retention, live, steps, summary, translations] = await Promise.all([
    recording.status === 'done' ? listSegments(db, user.id, recording.id) : [],
    recording.status === 'done' ? findDraft(db, user.id, recording.id) : null,
    findRetention(db, user.id, recording.createdAt),
    recording.source === 'realtime' ? findLiveSession(db, user.id, recording.id) : null,
    loadSteps(db, user.id, recording.id),
    recording.status === 'done' ? loadSummary(db, user.id, recording.id) : null,
    loadTranslations(db, {
      userId: user.id, recordingId: recording.id, spoken: spoken === 'auto' ? null : spoken,
      shown: new URL(args.request.url).searchParams.get('in'), isConfigured: understanding.translator.isConfigured,
    }),
  ])
  return {
    recording: {
      ...toShown(recording, segments),
      modelTitle: await findModelTitle(recording.usedModelId ?? recording.modelId, findModels),
    },
    segments: segments.map(toShownSegment),
    draftStatus: draft?.status ?? null,
    retention,
    /** What follows the transcript. */
    steps,
    summary,
    translations,
    /** How a live session stands; null for what was uploaded. */
    live: live && {
      isOpen: live.isOpen, isReleased: live.isReleased, endReason: live.endReason, lostAudioMs: live.lostAudioMs,
    },
    nowMs: Date.now(),
  }
}

export type RecordingData = Awaited<ReturnType<typeof loadRecording>>
export type ShownRecording = RecordingData['recording']
export type ShownSegment = RecordingData['segments'][number]

function toShown(
  { objectKey: _, playbackKey: __, sha256: ___, ...recording }: RecordingDetail, segments: readonly SegmentRow[],
) {
  const { language, source, status, usedModelId } = recording
  const model = usedModelId === null ? null : getCatalogueEntry(usedModelId)
  const wasOpen = language === 'auto' && status === 'done'
  return {
    ...recording,
    /** In silence nobody heard a language. */
    isLanguageUnknown: wasOpen && segments.length === 0,
    /** Whether the language was heard, and is not just the only one of the model. */
    isLanguageHeard: wasOpen && source === 'upload' && model !== null && tellsLanguages(model),
  }
}

function toShownSegment({ id, idx, startMs, endMs, text, originalText, speaker }: SegmentRow) {
  return { id, idx, startMs, endMs, text, originalText, speaker }
}

/** What a model is called; its id where it is installed no more. */
async function findModelTitle(id: string | null, findModels: () => Promise<InstalledModel[]>): Promise<string | null> {
  if (id === null) return null
  const known = getCatalogueEntry(id) ?? (await findModels()).find(({ entry }) => entry.id === id)?.entry
  return known?.title ?? id
}

/** When the user's plan deletes a recording, and when its audio, unless its owner keeps it; null for never. */
async function findRetention(db: Db, userId: string, createdAt: Date) {
  const [usage, plans] = await Promise.all([getUsage(db, userId), listPlans(db)])
  const plan = plans.find(({ code }) => code === usage.planCode)
  const after = (days: number) => new Date(createdAt.getTime() + days * 24 * 60 * 60 * 1000)
  const days = plan?.retentionDays ?? null
  const audioDays = plan?.audioRetentionDays ?? null
  return {
    recording: days === null ? null : { days, at: after(days) },
    // What goes with its recording anyway is not worth a word of its own.
    audioAt: audioDays === null || (days !== null && days <= audioDays) ? null : after(audioDays),
  }
}
