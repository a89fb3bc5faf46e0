export default {
  title: 'After the transcript',
  allDone: 'All done',
  open: '{count, plural, one {# step} other {# steps}} to go',
  someFailed: '{count, plural, one {# step} other {# steps}} failed; the transcript is safe',
  someWeak: '{count, plural, one {# step} other {# steps}} done only in part; see why',
  names: { index: 'Search index', summarize: 'Summary', translate: 'Translation', notify: 'Webhook' },
  keyed: '{name}: {key}',
  status: {
    waiting: 'waiting', queued: 'in line', running: 'at work', done: 'done', failed: 'failed', skipped: 'left out',
  },
  retried: 'This did not work just now, and is tried again by itself.',
  rerun: 'Run again',
  rerunOne: 'Run again: {step}',
  degraded: {
    llm_not_configured: 'Made without a language model: none is configured.',
    llm_unavailable: 'The language model did not answer, so this was made without it. Run it again later.',
    embedder_unavailable: 'Meaning could not be indexed; search finds the words only. Run it again later.',
    vectors_unavailable: 'The vector store did not answer; search finds the words only. Run it again later.',
    language_not_supported: 'This language is only partly supported.',
    lines_missing: 'Some lines could not be translated; they stand in their own language. Run it again later.',
    translator_not_configured:
      'Nothing was translated: no language model is set up. An administrator connects one with OPENAI_BASE_URL and STENO_LLM_MODEL; then run this again.',
    other: 'This was done only in part.',
  },
}
