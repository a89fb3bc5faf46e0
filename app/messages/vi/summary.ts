import type en from '../en/summary'
import type { Shape } from '../shape'

export default {
  title: 'Tóm tắt',
  extractive: 'Trích nguyên văn',
  written: 'Do mô hình ngôn ngữ viết',
  keyPoints: 'Ý chính',
  chapters: 'Chương',
  actionItems: 'Việc cần làm',
  extractiveHint: 'Đây là những câu tiêu biểu nhất của bản ghi: ở đây chưa cài đặt mô hình ngôn ngữ.',
  downHint: 'Đây là những câu tiêu biểu nhất của bản ghi: mô hình ngôn ngữ không trả lời. Hãy chạy lại bước này ở bên dưới.',
  writtenHint: 'Mô hình ngôn ngữ có thể sai: mỗi ý đều dẫn tới đúng thời điểm mà nó dựa vào.',
  settings: 'Ngôn ngữ và mong muốn',
} satisfies Shape<typeof en>
