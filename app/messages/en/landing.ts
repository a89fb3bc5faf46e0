export default {
  title: 'Speech into text, on your own machines',
  lead: 'Speak, and read your words as you speak; or drop in a recording, audio or video. Get a transcript that plays along, that you can correct, search and take with you.',
  start: 'Create your account',
  haveAccount: 'I have an account',
  points: {
    private: { title: 'It stays with you', text: 'Recordings are recognised on this machine and stored encrypted. Nothing is sent anywhere.' },
    follow: { title: 'Every word has its second', text: 'Click a sentence to hear it. Correct what was misheard; times and original are kept.' },
    take: { title: 'Take it with you', text: 'Plain text, SRT and WebVTT subtitles, or JSON with every time in it.' },
  },
  illustration: 'A sound wave that turns into lines of text',
} as const
