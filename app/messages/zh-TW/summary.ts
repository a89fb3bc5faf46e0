import type en from '../en/summary'
import type { Shape } from '../shape'

export default {
  title: '摘要',
  extractive: '原話摘錄',
  written: '由語言模型撰寫',
  keyPoints: '重點',
  chapters: '章節',
  actionItems: '待辦事項',
  extractiveHint: '這些是錄音中最有代表性的句子：這裡尚未設定語言模型。',
  downHint: '這些是錄音中最有代表性的句子：語言模型沒有回應。請在下方重新執行這個步驟。',
  writtenHint: '語言模型可能出錯：每個重點都會帶您到它所依據的時刻。',
  settings: '語言與偏好',
} satisfies Shape<typeof en>
