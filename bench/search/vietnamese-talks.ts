import type { Talk } from './labelled'

/** Made for this benchmark, as the English ones. */
export const vietnameseTalks: Talk[] = [
  {
    id: 'họp', language: 'vi', passages: [
      'Chúng ta bắt đầu với doanh thu quý ba. So với cùng kỳ năm ngoái, doanh thu tăng mười hai phần trăm, chủ yếu nhờ các cửa hàng ở Đà Nẵng.',
      'Về ngân sách quảng cáo, ban giám đốc chỉ duyệt ba trăm triệu đồng, nên phòng tiếp thị phải bỏ kế hoạch quay phim ở Đà Lạt.',
      'Chị Hạnh đề nghị tuyển thêm hai lập trình viên và một người kiểm thử trước tháng mười một, vì dự án ngân hàng đang chậm tiến độ.',
      'Hợp đồng thuê văn phòng ở Cầu Giấy hết hạn cuối năm. Anh Tuấn sẽ tìm ba địa điểm khác gần ga tàu điện để mọi người so sánh.',
      'Khách hàng phàn nàn rằng tổng đài trả lời quá lâu, trung bình mười lăm phút. Chúng ta sẽ thử dùng trợ lý tự động từ tuần sau.',
      'Cuối cùng, lịch nghỉ Tết năm nay bắt đầu từ hai mươi sáu tháng Chạp, ai cần làm thêm giờ thì đăng ký với phòng nhân sự trước ngày mười.',
    ],
  },
  {
    id: 'bếp', language: 'vi', passages: [
      'Muốn nước phở trong thì phải chần xương trước, rửa thật sạch rồi mới ninh lửa nhỏ ít nhất sáu tiếng, và nhớ hớt bọt thường xuyên.',
      'Bà ngoại tôi ướp cá với nghệ, mẻ và một chút mắm tôm, để chừng hai tiếng cho ngấm rồi mới đem nướng trên than hoa.',
      'Gạo nếp ngâm qua đêm, đậu xanh đãi vỏ, thịt ba chỉ ướp tiêu. Bánh chưng gói chặt tay thì luộc mười hai tiếng mới không bị nhão.',
      'Nếu con bị dị ứng tôm cua thì thay bằng nấm và đậu phụ, món canh vẫn ngọt mà không cần bột ngọt.',
      'Dao phải mài trên đá ướt, mỗi tuần một lần. Đừng bỏ dao tốt vào máy rửa bát vì lưỡi sẽ mau cùn.',
      'Ngày xưa cả nhà mười hai người ngồi quanh cái mâm đồng, ông nội kể chuyện đi thuyền buôn muối, trẻ con không ai dám nói leo.',
    ],
  },
  {
    id: 'khám', language: 'vi', passages: [
      'Bác bị đau lưng bao lâu rồi? Khi ngồi lâu có đau hơn không, và cơn đau có lan xuống chân không?',
      'Thuốc này uống ngày hai lần sau khi ăn. Nếu thấy chóng mặt hoặc nổi mẩn ngứa thì ngừng ngay và gọi cho phòng khám.',
      'Huyết áp của bác hơi cao, một trăm bốn mươi lăm trên chín mươi. Bác nên ăn nhạt, đi bộ mỗi ngày nửa tiếng rồi tháng sau tái khám.',
      'Trẻ dưới sáu tháng tuổi chỉ cần bú sữa mẹ, chưa cần uống thêm nước. Khi bé sốt trên ba mươi tám độ rưỡi thì đưa đến bệnh viện.',
      'Phim chụp cho thấy xương không gãy, chỉ bị bong gân. Chườm đá, kê cao chân và nghỉ đá bóng hai tuần.',
      'Tiêm phòng cúm tốt nhất vào tháng mười. Vắc xin không ngăn được mọi loại cảm, nhưng giúp bệnh nhẹ hơn nhiều.',
    ],
  },
  {
    id: 'lịch sử', language: 'vi', passages: [
      'Năm một nghìn không trăm mười, vua Lý Thái Tổ dời đô từ Hoa Lư về thành Đại La và đổi tên thành Thăng Long, tức là Hà Nội ngày nay.',
      'Trên sông Bạch Đằng, Ngô Quyền cho đóng cọc gỗ bịt sắt dưới lòng sông, đợi nước triều rút mới phản công đoàn thuyền Nam Hán.',
      'Chữ Nôm dùng các bộ chữ Hán để ghi âm tiếng Việt. Truyện Kiều của Nguyễn Du được viết bằng thứ chữ này.',
      'Phố cổ Hội An từng là thương cảng sầm uất, nơi tàu buôn Nhật Bản, Trung Hoa và Bồ Đào Nha đến mua lụa và gốm sứ.',
      'Trống đồng Đông Sơn có hình mặt trời ở giữa, xung quanh là chim lạc và những người đội mũ lông đang giã gạo.',
      'Bài kiểm tra tuần tới gồm hai phần: trắc nghiệm về thời Trần và một đoạn văn ngắn về khởi nghĩa Lam Sơn.',
    ],
  },
]
