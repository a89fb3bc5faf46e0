import type en from '../en/admin'
import type { Shape } from '../shape'

export default {
  failed: {
    title: 'Tác vụ lỗi',
    lead: 'Những việc sẽ không tự chạy lại.',
    none: 'Không có tác vụ lỗi',
    noneHint: 'Tác vụ hỏng hẳn sẽ hiện ở đây cùng nguyên nhân.',
    recording: 'Bản ghi',
    owner: 'Chủ sở hữu',
    reason: 'Nguyên nhân',
    failedAt: 'Thời điểm lỗi',
    setbacks: '{count, plural, =0 {Chưa thử lại} other {Đã thử lại # lần}}',
    replay: 'Chạy lại',
    discard: 'Bỏ qua',
  },
} satisfies Shape<typeof en>
