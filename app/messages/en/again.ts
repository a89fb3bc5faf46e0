export default {
  title: 'Transcribe again',
  lead:
    'Another model or language may understand this recording better. You see what would change before anything is ' +
    'replaced. It costs no minutes.',
  begin: 'Transcribe again',
  current: '{model} (the transcript now)',
  impossible: 'Only a finished recording whose audio is stored can be transcribed again.',
  queued: 'Waiting for its turn',
  working: 'Transcribing again',
  workingLead: 'You may leave this page. The transcript stays as it is meanwhile.',
  cancel: 'Stop and throw away',
  failed: 'The recording could not be transcribed again',
  discardFailed: 'Dismiss',
  from: 'The transcript now is by {before}, the new one by {after}.',
  accept: 'Replace the transcript',
  discard: 'Keep the transcript as it is',
  difference: {
    title: 'What would change',
    none: 'Nothing: both say the same.',
    count:
      '{changed, plural, one {# passage would change} other {# passages would change}}, ' +
      '{same, plural, one {# would stay the same} other {# would stay the same}}.',
    hint: 'Capitals and punctuation are not compared.',
    corrected:
      '{count, plural, one {You corrected # passage of the transcript. Replacing it loses that correction.} ' +
      'other {You corrected # passages of the transcript. Replacing it loses those corrections.}}',
    more: '{count, plural, one {# more passage is not shown.} other {# more passages are not shown.}}',
    removed: 'Now:',
    added: 'New:',
  },
  notice: {
    open: 'This recording is being transcribed again.',
    done: 'A new transcript is ready. See what would change.',
    failed: 'The recording could not be transcribed again.',
    look: 'Look at it',
  },
} as const
