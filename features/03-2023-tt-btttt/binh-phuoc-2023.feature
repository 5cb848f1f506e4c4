# language: vi
@03-2023-tt-btttt @thuc-te
Tính năng: 14 điểm hỗ trợ ngoài khu vực III mà Bình Phước đã duyệt năm 2023 có đúng quy tắc không?
  Báo chí nêu 18 điểm: 4 điểm ở xã khu vực III (không nêu tên xã) và 14 điểm ở các xã khác, mỗi xã một điểm.
  Danh bạ chỉ có 14 xã này: biết là ngoài khu vực III và có thôn đặc biệt khó khăn, không biết đã đạt chuẩn nông thôn
  mới hay chưa.

  Bối cảnh:
    Cho bộ quy tắc "03/2023/TT-BTTTT" vào ngày 05/07/2023
    Và danh bạ "registers/binh-phuoc-2023"

  Quy tắc: 612/QĐ-UBDT Điều 1 – xã ngoài khu vực III có thôn đặc biệt khó khăn

    Kịch bản: Khi câu hỏi luật bỏ ngỏ chưa có câu trả lời thì nhóm của cả 14 xã chưa xác định
      Khi xét mọi xã
      Thì 14 xã có "Nhóm xã được hỗ trợ" là "difficult_village hoặc không có"
      Và 0 xã có "Nhóm xã được hỗ trợ" là "Xã khu vực III"

    Kịch bản: Coi như thôn của xã nông thôn mới vẫn được tính thì cả 14 xã thuộc nhóm thứ hai, như đã duyệt
      Cho quy tắc bỏ ngỏ "Xã từng ở khu vực II hoặc III nay đã đạt chuẩn nông thôn mới" được coi là không áp dụng
      Khi xét mọi xã
      Thì mọi xã có "Nhóm xã được hỗ trợ" là "Xã ngoài khu vực III có thôn đặc biệt khó khăn"
      Và 14 xã có "Nhóm xã được hỗ trợ" là "difficult_village"

    Kịch bản: Coi như thôn của xã nông thôn mới không được tính thì còn tùy xã đã đạt chuẩn hay chưa
      Cho quy tắc bỏ ngỏ "Xã từng ở khu vực II hoặc III nay đã đạt chuẩn nông thôn mới" được coi là áp dụng
      Khi xét mọi xã
      Thì 14 xã có "Nhóm xã được hỗ trợ" là "difficult_village hoặc không có"

    Khung kịch bản: Từng xã một
      Cho quy tắc bỏ ngỏ "Xã từng ở khu vực II hoặc III nay đã đạt chuẩn nông thôn mới" được coi là không áp dụng
      Khi xét xã "<xã>"
      Thì "Nhóm xã được hỗ trợ" là "Xã ngoài khu vực III có thôn đặc biệt khó khăn"
      Và bằng chứng của "Nhóm xã được hỗ trợ" là "thứ cấp"
      Và "Xã được thiết lập điểm hỗ trợ" còn thiếu "Số điểm hỗ trợ đã có"

      Dữ liệu:
        | xã          |
        | Thanh Hòa   |
        | Hưng Phước  |
        | Phước Thiện |
        | Tân Tiến    |
        | Lộc Hòa     |
        | Lộc Thành   |
        | Lộc Khánh   |
        | Long Tân    |
        | Đăng Hà     |
        | Đường 10    |
        | Thống Nhất  |
        | Đức Hạnh    |
        | Phước Minh  |
        | Bình Thắng  |
