import type en from '../en/library'
import type { Shape } from '../shape'

export default {
  title: '錄音庫',
  count: '{count, plural, =0 {沒有錄音} other {# 個錄音}}',
  upload: '上傳錄音',
  search: { label: '依標題搜尋', placeholder: '搜尋標題', submit: '搜尋', clear: '清除搜尋' },
  filter: { label: '狀態', all: '全部' },
  list: '錄音列表',
  empty: {
    title: '您的錄音庫是空的',
    lead: '放進一段錄音或影片，就能閱讀其中的內容。',
    sample: '試試範例錄音',
    sampleTitle: '範例錄音',
    sampleHint: '一段為試用而製作的短錄音：只需幾秒鐘，之後可以刪除。',
  },
  nothing: { title: '找不到結果', lead: '沒有符合條件的錄音。', reset: '顯示所有錄音' },
  rename: '重新命名',
  renameOf: '重新命名「{title}」',
  newTitle: '新標題',
  deleteOf: '刪除「{title}」',
  cancelOf: '取消「{title}」',
  retryOf: '重試「{title}」',
  refreshing: '有錄音正在處理時，此頁面每隔幾秒會自動重新整理。',
} satisfies Shape<typeof en>
