import type en from '../en/auth'
import type { Shape } from '../shape'

export default {
  login: {
    title: 'Đăng nhập',
    lead: 'Mừng bạn trở lại.',
    submit: 'Đăng nhập',
    noAccount: 'Bạn mới đến?',
    register: 'Tạo tài khoản',
    required: 'Hãy đăng nhập để xem trang này.',
  },
  register: {
    title: 'Tạo tài khoản',
    lead: 'Chỉ mất một phút, và mọi thứ nằm trên máy này.',
    submit: 'Tạo tài khoản',
    haveAccount: 'Đã có tài khoản?',
    login: 'Đăng nhập',
    closedTitle: 'Đã đóng đăng ký',
    closed: 'Hệ thống này không nhận thêm tài khoản mới. Hãy liên hệ quản trị viên.',
    first: 'Đây là tài khoản đầu tiên của hệ thống nên sẽ là quản trị viên.',
  },
  email: 'Địa chỉ email',
  userName: 'Tên của bạn',
  password: 'Mật khẩu',
  passwordHint: 'Ít nhất {min} ký tự. Vài từ ghép liền nhau là một mật khẩu tốt.',
} satisfies Shape<typeof en>
