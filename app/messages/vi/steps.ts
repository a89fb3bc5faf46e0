import type en from '../en/steps'
import type { Shape } from '../shape'

export default {
  title: 'Sau khi có văn bản',
  allDone: 'Đã xong cả',
  open: 'còn {count} bước',
  someFailed: '{count} bước bị lỗi; văn bản vẫn an toàn',
  someWeak: '{count} bước mới xong một phần; xem lý do',
  names: { index: 'Chỉ mục tìm kiếm', summarize: 'Tóm tắt', translate: 'Bản dịch', notify: 'Webhook gửi đi' },
  keyed: '{name} ({key})',
  status: {
    waiting: 'đang chờ', queued: 'trong hàng đợi', running: 'đang làm', done: 'xong', failed: 'lỗi', skipped: 'bỏ qua',
  },
  retried: 'Vừa rồi bước này chưa thành công và sẽ tự được thử lại.',
  rerun: 'Chạy lại',
  rerunOne: 'Chạy lại: {step}',
  degraded: {
    llm_not_configured: 'Làm không có mô hình ngôn ngữ: chưa cấu hình mô hình nào.',
    llm_unavailable: 'Mô hình ngôn ngữ không trả lời nên bước này được làm mà không có nó. Hãy chạy lại sau.',
    embedder_unavailable: 'Chưa lập được chỉ mục theo nghĩa; tìm kiếm chỉ dựa vào từ. Hãy chạy lại sau.',
    vectors_unavailable: 'Kho vectơ không trả lời; tìm kiếm chỉ dựa vào từ. Hãy chạy lại sau.',
    language_not_supported: 'Ngôn ngữ này chỉ được hỗ trợ một phần.',
    lines_missing: 'Một số câu chưa dịch được nên vẫn giữ nguyên ngôn ngữ gốc. Hãy chạy lại sau.',
    translator_not_configured:
      'Chưa dịch được gì vì chưa có mô hình ngôn ngữ. Quản trị viên kết nối bằng OPENAI_BASE_URL và STENO_LLM_MODEL, rồi chạy lại bước này.',
    other: 'Bước này mới xong một phần.',
  },
} satisfies Shape<typeof en>
