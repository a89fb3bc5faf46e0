import type en from '../en/again'
import type { Shape } from '../shape'

export default {
  title: '重新轉錄',
  lead: '換一個模型或語言，也許能聽得更準確。您會先看到哪些地方會改變，再決定是否取代。不會扣除分鐘數。',
  begin: '開始轉錄',
  current: '{model}（目前的逐字稿）',
  impossible: '只有已完成且音訊仍有保存的錄音才能重新轉錄。',
  queued: '等待輪到它',
  working: '正在重新轉錄',
  workingLead: '您可以離開這個頁面。這段期間逐字稿保持不變。',
  cancel: '停止並捨棄',
  failed: '無法重新轉錄這個錄音',
  discardFailed: '關閉',
  from: '目前的逐字稿由 {before} 產生，新的由 {after} 產生。',
  accept: '取代逐字稿',
  discard: '保留目前的逐字稿',
  difference: {
    title: '會改變的地方',
    none: '沒有：兩者內容相同。',
    count: '{changed, plural, other {# 段會改變}}，{same, plural, other {# 段保持不變}}。',
    hint: '不比較大小寫與標點符號。',
    corrected: '{count, plural, other {您修改過逐字稿中的 # 段，取代後這些修改會消失。}}',
    more: '{count, plural, other {另有 # 段未顯示。}}',
    removed: '目前：',
    added: '新的：',
  },
  notice: {
    open: '這個錄音正在重新轉錄。',
    done: '新的逐字稿已完成，請看看會改變哪些地方。',
    failed: '無法重新轉錄這個錄音。',
    look: '查看',
  },
} satisfies Shape<typeof en>
