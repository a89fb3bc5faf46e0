import type en from '../en/admin'
import type { Shape } from '../shape'

export default {
  failed: {
    title: '失敗的工作',
    lead: '不會自動重試的工作。',
    none: '沒有失敗的工作',
    noneHint: '確定失敗的工作會連同原因列在這裡。',
    recording: '錄音',
    owner: '擁有者',
    reason: '原因',
    failedAt: '失敗時間',
    setbacks: '{count, plural, =0 {未重試} other {已重試 # 次}}',
    replay: '再試一次',
    discard: '捨棄',
  },
} satisfies Shape<typeof en>
