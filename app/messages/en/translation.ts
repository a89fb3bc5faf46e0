export default {
  label: 'Translation',
  ways: 'Language of the transcript',
  original: 'Original',
  add: 'Translate',
  into: 'Into',
  choose: 'Choose a language',
  translate: 'Translate',
  notConfigured:
    'Translation needs a language model, and none is set up here. An administrator connects one with OPENAI_BASE_URL and ' +
    'STENO_LLM_MODEL; a server of your own, such as Ollama, will do.',
  working: '{done} of {lines} passages are translated …',
  missing: '{count, plural, one {# passage is} other {# passages are}} not translated.',
  stale: '{count, plural, one {# passage has} other {# passages have}} changed since.',
  again: 'Translate what is missing',
  remove: 'Remove',
  download: 'Download:',
  downloadAs: 'Download the translation as {format}',
} as const
