import type en from '../en/translation'
import type { Shape } from '../shape'

export default {
  label: 'Bản dịch',
  ways: 'Ngôn ngữ của văn bản',
  original: 'Bản gốc',
  add: 'Dịch',
  into: 'Sang',
  choose: 'Chọn ngôn ngữ',
  translate: 'Dịch',
  notConfigured:
    'Muốn dịch cần có mô hình ngôn ngữ, nhưng ở đây chưa thiết lập. Quản trị viên kết nối bằng OPENAI_BASE_URL và ' +
    'STENO_LLM_MODEL; dùng máy chủ riêng như Ollama cũng được.',
  working: 'Đã dịch {done}/{lines} đoạn …',
  missing: 'Còn {count} đoạn chưa dịch.',
  stale: 'Có {count} đoạn đã thay đổi sau khi dịch.',
  again: 'Dịch phần còn thiếu',
  remove: 'Xóa',
  download: 'Tải xuống:',
  downloadAs: 'Tải bản dịch dạng {format}',
} satisfies Shape<typeof en>
