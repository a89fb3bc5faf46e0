export default {
  title: 'Summary',
  extractive: 'In its own words',
  written: 'Written by a language model',
  keyPoints: 'Key points',
  chapters: 'Chapters',
  actionItems: 'To do',
  extractiveHint: 'These are the most telling sentences of the recording: no language model is set up here.',
  downHint: 'These are the most telling sentences of the recording: the language model did not answer. Run the step again below.',
  writtenHint: 'Language models make mistakes: every point leads to the moment that it rests on.',
  settings: 'Language and wishes',
} as const
