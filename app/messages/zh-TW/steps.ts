import type en from '../en/steps'
import type { Shape } from '../shape'

export default {
  title: '逐字稿完成之後',
  allDone: '全部完成',
  open: '還有 {count} 個步驟',
  someFailed: '有 {count} 個步驟失敗；逐字稿不受影響',
  someWeak: '有 {count} 個步驟只完成一部分；查看原因',
  names: { index: '搜尋索引', summarize: '摘要', translate: '翻譯', notify: 'Webhook 通知' },
  keyed: '{name}：{key}',
  status: {
    waiting: '等待中', queued: '排隊中', running: '進行中', done: '完成', failed: '失敗', skipped: '略過',
  },
  retried: '剛才沒有成功，將會自動再試。',
  rerun: '再執行一次',
  rerunOne: '再執行一次：{step}',
  degraded: {
    llm_not_configured: '未設定語言模型，因此以不用模型的方式完成。',
    llm_unavailable: '語言模型沒有回應，因此以不用模型的方式完成。請稍後再執行一次。',
    embedder_unavailable: '無法依語意建立索引，目前只能以字詞搜尋。請稍後再執行一次。',
    vectors_unavailable: '向量資料庫沒有回應，目前只能以字詞搜尋。請稍後再執行一次。',
    language_not_supported: '這個語言僅獲部分支援。',
    lines_missing: '有些句子無法翻譯，仍以原文顯示。請稍後再執行一次。',
    translator_not_configured:
      '尚未設定語言模型，因此沒有翻譯。請管理員以 OPENAI_BASE_URL 與 STENO_LLM_MODEL 連接模型，再重新執行。',
    other: '這個步驟只完成了一部分。',
  },
} satisfies Shape<typeof en>
