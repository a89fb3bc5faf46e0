import type en from '../en/developers'
import type { Shape } from '../shape'

export default {
  title: 'API cho lập trình viên',
  lead: 'Những gì các trang làm với bản ghi, tìm kiếm và câu hỏi, chương trình cũng làm được.',
  begin: 'Bắt đầu',
  beginHow: 'Tạo khóa trong <link>Cài đặt, Khóa API</link> rồi gửi kèm khóa trong mỗi yêu cầu. Để đăng nhập bằng mật khẩu, xem “Log in” bên dưới.',
  document: 'Dành cho công cụ sinh mã có <link>tài liệu OpenAPI</link>, được tạo từ cùng các mô tả với trang này.',
  public: 'cho mọi người',
  anyKey: 'mọi khóa',
  parameters: 'Tham số',
  body: 'Gửi',
  answer: 'Trả về',
  refusals: 'Từ chối với:',
  name: 'Tên',
  meaning: 'Ý nghĩa',
  problems: 'Lỗi',
  problemsLead: 'Lời từ chối có dạng application/problem+json. Chương trình nên dựa vào mã lỗi, vì mã không thay đổi.',
} satisfies Shape<typeof en>
