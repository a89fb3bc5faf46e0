import type en from '../en/translation'
import type { Shape } from '../shape'

export default {
  label: '翻譯',
  ways: '逐字稿的語言',
  original: '原文',
  add: '翻譯',
  into: '翻譯成',
  choose: '選擇語言',
  translate: '翻譯',
  notConfigured:
    '翻譯需要語言模型，但這裡尚未設定。請管理員以 OPENAI_BASE_URL 與 STENO_LLM_MODEL 連接；' +
    '也可以使用自己的伺服器，例如 Ollama。',
  working: '已翻譯 {done}／{lines} 段……',
  missing: '還有 {count} 段尚未翻譯。',
  stale: '有 {count} 段在翻譯後已修改。',
  again: '翻譯尚缺的部分',
  remove: '移除',
  download: '下載：',
  downloadAs: '以 {format} 下載譯文',
} satisfies Shape<typeof en>
