import type en from '../en/landing'
import type { Shape } from '../shape'

export default {
  title: 'Biến lời nói thành văn bản, ngay trên máy của bạn',
  lead: 'Hãy nói và đọc ngay lời mình đang nói, hoặc thả vào một bản ghi âm hay video. Nhận lại bản chép lời chạy theo tiếng nói, có thể chỉnh sửa, tìm kiếm và mang đi.',
  start: 'Tạo tài khoản',
  haveAccount: 'Tôi đã có tài khoản',
  points: {
    private: { title: 'Dữ liệu ở lại với bạn', text: 'Bản ghi được nhận dạng trên chính máy này và lưu ở dạng mã hóa. Không gửi đi bất cứ đâu.' },
    follow: { title: 'Mỗi từ đúng từng giây', text: 'Bấm vào một câu để nghe lại. Sửa chỗ nghe nhầm; mốc thời gian và bản gốc vẫn được giữ.' },
    take: { title: 'Mang theo mọi nơi', text: 'Văn bản thuần, phụ đề SRT và WebVTT, hoặc JSON có đủ mọi mốc thời gian.' },
  },
  illustration: 'Sóng âm biến thành các dòng chữ',
} satisfies Shape<typeof en>
