export default {
  failed: {
    title: 'Failed jobs',
    lead: 'Work that will not be tried again by itself.',
    none: 'Nothing has failed',
    noneHint: 'Jobs that fail for good appear here, with the reason.',
    recording: 'Recording',
    owner: 'Owner',
    reason: 'Reason',
    failedAt: 'Failed',
    setbacks: '{count, plural, =0 {No retries} one {# retry} other {# retries}}',
    replay: 'Try again',
    discard: 'Discard',
  },
} as const
