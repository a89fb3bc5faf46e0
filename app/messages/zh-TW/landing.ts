import type en from '../en/landing'
import type { Shape } from '../shape'

export default {
  title: '在自己的主機上，把語音變成文字',
  lead: '開口說話，文字即時出現；或放入音訊或影片，就能得到隨播放同步的逐字稿，可修正、可搜尋，也能帶著走。',
  start: '建立帳號',
  haveAccount: '我已有帳號',
  points: {
    private: { title: '資料不離開您', text: '錄音在這台主機上辨識，並加密儲存，不會傳送到任何地方。' },
    follow: { title: '字字對應每一秒', text: '點一下句子就能聽到原音。聽錯的地方可以修正，時間與原文都會保留。' },
    take: { title: '隨時帶著走', text: '純文字、SRT 與 WebVTT 字幕，或包含所有時間的 JSON。' },
  },
  illustration: '聲波化為一行行文字',
} satisfies Shape<typeof en>
