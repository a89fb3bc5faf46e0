import type en from '../en/library'
import type { Shape } from '../shape'

export default {
  title: 'Thư viện',
  count: '{count, plural, =0 {Chưa có bản ghi nào} other {# bản ghi}}',
  upload: 'Tải bản ghi lên',
  search: { label: 'Tìm theo tiêu đề', placeholder: 'Tìm tiêu đề', submit: 'Tìm', clear: 'Xóa tìm kiếm' },
  filter: { label: 'Trạng thái', all: 'Tất cả' },
  list: 'Các bản ghi',
  empty: {
    title: 'Thư viện của bạn còn trống',
    lead: 'Thả một bản ghi âm thanh hoặc video vào đây để đọc những gì đã được nói.',
    sample: 'Thử với bản ghi mẫu',
    sampleTitle: 'Bản ghi mẫu',
    sampleHint: 'Một bản ghi ngắn được làm sẵn: chỉ mất vài giây, và bạn có thể xóa sau đó.',
  },
  nothing: {
    title: 'Không tìm thấy gì',
    lead: 'Không có bản ghi nào khớp với điều bạn tìm.',
    reset: 'Hiện tất cả bản ghi',
  },
  rename: 'Đổi tên',
  renameOf: 'Đổi tên “{title}”',
  newTitle: 'Tiêu đề mới',
  deleteOf: 'Xóa “{title}”',
  cancelOf: 'Hủy “{title}”',
  retryOf: 'Thử lại “{title}”',
  refreshing: 'Trang này tự làm mới sau mỗi vài giây khi còn bản ghi đang được xử lý.',
} satisfies Shape<typeof en>
