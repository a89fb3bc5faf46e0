import type en from '../en/errors'
import type { Shape } from '../shape'

export default {
  bad_request: 'Yêu cầu không hợp lệ. Hãy kiểm tra lại thông tin đã nhập rồi thử lại.',
  unauthenticated: 'Vui lòng đăng nhập trước.',
  forbidden: 'Bạn không có quyền làm việc này.',
  cross_site_request: 'Biểu mẫu này được gửi từ một trang khác nên đã bị từ chối. Hãy mở Steno rồi thử lại.',
  not_found: 'Không có gì ở đây. Có thể nội dung đã bị xóa.',
  method_not_allowed: 'Địa chỉ này không dùng được theo cách đó.',
  conflict: 'Dữ liệu vừa thay đổi. Hãy tải lại trang rồi thử lại.',
  form_too_large: 'Nội dung gửi lên quá lớn: tối đa {maxSize}.',
  too_many_attempts: 'Bạn đã thử quá nhiều lần. Hãy thử lại sau {retryMinutes, plural, other {# phút}}.',
  rate_limited: 'Quá nhiều yêu cầu. Hãy thử lại sau giây lát.',
  unsupported_media_type: 'Nội dung gửi lên không thuộc loại được chấp nhận ở đây.',
  insufficient_scope: 'Khóa này không được phép làm việc đó.',
  idempotency_running: 'Yêu cầu này đang được thực hiện.',
  idempotency_reused: 'Khóa của yêu cầu này đã dùng cho một yêu cầu khác.',
  internal: 'Đã xảy ra lỗi phía hệ thống. Hãy thử lại; nếu vẫn lỗi, hãy báo cho quản trị viên.',
  unavailable: 'Hiện Steno chưa thể thực hiện việc này. Hãy thử lại sau giây lát.',
  database_unavailable:
    'Hiện không kết nối được với cơ sở dữ liệu. Những gì đã lưu không mất. Hãy thử lại sau giây lát.',
  email_taken: 'Địa chỉ email này đã có tài khoản.',
  last_admin: 'Bạn là quản trị viên duy nhất. Khi vẫn còn tài khoản khác ở đây, tài khoản của bạn không thể xóa.',
  wrong_credentials: 'Email hoặc mật khẩu không đúng.',
  api_keys_max: 'Bạn đã có {limit, plural, other {# khóa API}}, không thể thêm nữa. Hãy thu hồi một khóa trước.',
  no_subscription: 'Tài khoản của bạn chưa có gói dịch vụ. Hãy liên hệ quản trị viên.',
  recordings_used_up:
    '{renewsOn, select, none {Bạn đã dùng hết số bản ghi của gói trong tháng này.} other {' +
    'Bạn đã dùng hết {limit, plural, other {# bản ghi}} của gói trong tháng này. ' +
    'Gói được gia hạn vào {renewsOn}.}}',
  minutes_used_up:
    '{renewsOn, select, none {Số phút còn lại trong tháng của gói không đủ cho bản ghi này.} other {{fits, select, ' +
    'never {Bản ghi này cần {needed, number} phút, nhiều hơn cả {limit, number} phút mỗi tháng của gói. ' +
    'Hãy đổi gói hoặc chia nhỏ bản ghi.} other {{left, plural, ' +
    '=0 {Bạn đã dùng hết số phút của gói trong tháng này, còn bản ghi này cần {needed, number} phút.} ' +
    'other {Bản ghi này cần {needed, number} phút, mà gói của bạn chỉ còn # phút.}} ' +
    'Gói được gia hạn vào {renewsOn}.}}}}',
  upload_too_large: 'Tệp quá lớn: chỉ nhận tối đa {maxSize}.',
  upload_incomplete: 'Việc tải lên bị ngắt trước khi xong. Hãy gửi lại tệp.',
  upload_stalled: 'Đã lâu không nhận được dữ liệu nên việc tải lên đã bị dừng. Hãy gửi lại tệp.',
  media_empty: 'Tệp này không có âm thanh hoặc quá ngắn.',
  media_not_recognised: 'Đây không phải tệp âm thanh hay video mà Steno đọc được.',
  media_no_audio: 'Tệp không có âm thanh.',
  media_truncated: 'Tệp bị cắt cụt hoặc hỏng, không dùng được phần nào.',
  media_too_long: 'Bản ghi quá dài: chỉ nhận tối đa {hoursMax, plural, other {# giờ}}.',
  media_too_costly: 'Đọc tệp này cần nhiều bộ nhớ hoặc thời gian hơn mức cho phép.',
  model_unknown: 'Không có mô hình nhận dạng này.',
  model_not_installed:
    'Mô hình nhận dạng này chưa được cài đặt.{command, select, none {} ' +
    'other { Quản trị viên có thể cài bằng cách chạy lệnh sau trên máy chủ: {command}}}',
  language_not_installed:
    'Chưa cài đặt mô hình nhận dạng nào cho ngôn ngữ này.{command, select, none {} ' +
    'other { Quản trị viên có thể cài bằng cách chạy lệnh sau trên máy chủ: {command}}}',
  language_not_in_model: 'Mô hình đã chọn không nhận dạng được ngôn ngữ này. Hãy chọn mô hình khác, hoặc để Steno tự chọn.',
  recognizer_failed: 'Quá trình nhận dạng dừng đột ngột. Hãy thử lại.',
  draft_exists: 'Bản ghi này đang được chuyển thành văn bản lần nữa, hoặc kết quả đang chờ bạn quyết định.',
  transcript_changed: 'Văn bản đã được sửa trong lúc đó. Hãy xem lại các điểm khác biệt.',
  live_busy: 'Mọi chỗ nhận dạng trực tiếp hiện đã đầy. Hãy thử lại sau giây lát.',
  live_sessions_max: 'Bạn đang ghi ở quá nhiều nơi cùng lúc. Hãy kết thúc một nơi trước.',
  live_over: 'Phiên trực tiếp này đã kết thúc.',
  webhook_failed: 'Bên nhận chưa nhận được thông báo. Hãy xem nhật ký gửi.',
  webhook_refused: 'Bên nhận đã từ chối thông báo. Hãy xem nhật ký gửi.',
  object_not_found: 'Âm thanh của bản ghi này không còn được lưu.',
  object_corrupt: 'Âm thanh đã lưu bị hỏng, không đọc được.',
  storage_unavailable: 'Hiện không truy cập được kho lưu trữ. Hãy thử lại sau giây lát.',
  storage_full: 'Kho lưu trữ đã đầy. Hãy nhờ quản trị viên giải phóng dung lượng.',
  step_timeout: 'Bước này mất quá nhiều thời gian nên đã bị dừng.',
  step_broke_off: 'Mỗi lần chạy bước này, chương trình xử lý đều dừng đột ngột, nên bước này đã bị bỏ. Hãy hỏi quản trị viên: nhật ký có ghi lý do.',
  lost_lease: 'Một tiến trình khác đã tiếp nhận tác vụ này.',
  cancelled: 'Việc này đã bị hủy.',
  llm_not_configured: 'Ở đây chưa cài đặt mô hình ngôn ngữ nào. Quản trị viên có thể kết nối một mô hình.',
  vectors_unavailable: 'Hiện không thể tìm kiếm theo ý nghĩa.',
  provider_unavailable: 'Hiện không kết nối được với máy chủ mô hình. Hãy thử lại sau giây lát.',
  provider_busy: 'Máy chủ mô hình đang quá tải. Hãy thử lại sau giây lát.',
  provider_garbled: 'Máy chủ mô hình trả về câu trả lời không dùng được. Hãy thử lại.',
  provider_refused: 'Máy chủ mô hình từ chối yêu cầu. Hãy hỏi quản trị viên: nhật ký có ghi lý do.',
  provider_input_too_long: 'Văn bản này dài hơn mức mô hình ngôn ngữ nhận được trong một lần.',
  config_invalid: 'Steno chưa được thiết lập đúng. Hãy liên hệ quản trị viên.',
  fields: {
    confirmEmail: 'Nhập địa chỉ email của tài khoản này.',
    question: 'Nhập câu hỏi từ 1 đến {askQuestionCharsMax} ký tự.',
    instructions: 'Nhập mong muốn tối đa {summaryInstructionsCharsMax} ký tự.',
    email: 'Hãy nhập địa chỉ email, ví dụ ten@example.org.',
    userName: 'Hãy nhập tên dài từ 1 đến {nameCharsMax} ký tự.',
    name: 'Hãy nhập tên dài từ 1 đến {nameCharsMax} ký tự.',
    password: 'Hãy chọn mật khẩu dài từ {passwordCharsMin} đến {passwordCharsMax} ký tự.',
    next: 'Hãy chọn mật khẩu dài từ {passwordCharsMin} đến {passwordCharsMax} ký tự.',
    current: 'Mật khẩu hiện tại không đúng.',
    avatar: 'Hãy chọn ảnh (JPEG, PNG, WebP, GIF hoặc AVIF) không quá {avatarSize}.',
    title: 'Hãy nhập tiêu đề dài từ 1 đến {titleCharsMax} ký tự.',
    text: 'Hãy nhập văn bản dài từ 1 đến {segmentTextCharsMax} ký tự.',
    language: 'Hãy chọn một ngôn ngữ trong danh sách.',
    file: 'Hãy chọn ít nhất một tệp.',
    languages: 'Tối đa {translationLanguagesMax} ngôn ngữ cùng lúc. Hãy bỏ bớt một ngôn ngữ trước.',
    webhookUrl: 'Hãy nhập một địa chỉ bắt đầu bằng https:// và truy cập được từ internet.',
    keyName: 'Nhập tên dài từ 1 đến {apiKeyNameCharsMax} ký tự.',
    scopes: 'Chọn ít nhất một việc mà khóa được phép làm.',
    registration: 'Hệ thống này đã đóng đăng ký. Hãy liên hệ quản trị viên.',
  },
  page: {
    notFound: 'Trang này không tồn tại',
    forbidden: 'Bạn không xem được trang này',
    failed: 'Không thực hiện được',
    away: 'Sẽ trở lại ngay',
    requestId: 'Mã yêu cầu {id}',
    home: 'Về trang đầu',
  },
} satisfies Shape<typeof en>
