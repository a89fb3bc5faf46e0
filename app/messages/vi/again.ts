import type en from '../en/again'
import type { Shape } from '../shape'

export default {
  title: 'Chuyển thành văn bản lần nữa',
  lead:
    'Một mô hình hoặc ngôn ngữ khác có thể nghe bản ghi này tốt hơn. Bạn xem trước những gì sẽ thay đổi rồi mới quyết ' +
    'định. Việc này không tốn phút nào.',
  begin: 'Bắt đầu',
  current: '{model} (văn bản hiện tại)',
  impossible: 'Chỉ bản ghi đã hoàn tất và còn lưu âm thanh mới có thể chuyển thành văn bản lần nữa.',
  queued: 'Đang chờ đến lượt',
  working: 'Đang chuyển thành văn bản lần nữa',
  workingLead: 'Bạn có thể rời trang này. Trong lúc đó văn bản vẫn giữ nguyên.',
  cancel: 'Dừng và bỏ đi',
  failed: 'Không thể chuyển bản ghi thành văn bản lần nữa',
  discardFailed: 'Đóng',
  from: 'Văn bản hiện tại do {before} viết, văn bản mới do {after} viết.',
  accept: 'Thay văn bản',
  discard: 'Giữ văn bản như cũ',
  difference: {
    title: 'Những gì sẽ thay đổi',
    none: 'Không có gì: hai văn bản giống nhau.',
    count: '{changed, plural, other {# đoạn sẽ thay đổi}}, {same, plural, other {# đoạn giữ nguyên}}.',
    hint: 'Chữ hoa và dấu câu không được so sánh.',
    corrected: '{count, plural, other {Bạn đã sửa # đoạn của văn bản. Thay văn bản sẽ làm mất các chỗ sửa đó.}}',
    more: '{count, plural, other {Còn # đoạn không hiển thị.}}',
    removed: 'Hiện tại:',
    added: 'Mới:',
  },
  notice: {
    open: 'Bản ghi này đang được chuyển thành văn bản lần nữa.',
    done: 'Đã có văn bản mới. Hãy xem những gì sẽ thay đổi.',
    failed: 'Không thể chuyển bản ghi này thành văn bản lần nữa.',
    look: 'Xem',
  },
} satisfies Shape<typeof en>
