# language: vi
@92-kh-stttt @thuc-te
Tính năng: Với danh bạ 209 xã, phường, thị trấn Bắc Giang năm 2023, kế hoạch 92/KH-STTTT cho kết quả gì?
  Khu vực của hầu hết các xã chưa đọc được, nên không có giả định thì chưa chọn được xã nào. Giả định là để thử,
  không phải luật.

  Quy tắc: 92/KH-STTTT – chỉ dữ kiện đã đọc được

    Kịch bản: Không có giả định thì chưa xác định được xã nào
      Cho kế hoạch "92/KH-STTTT"
      Và danh bạ của kế hoạch
      Khi phân bổ
      Thì danh sách được chọn trống
      Và danh sách chờ trống
      Và danh sách không đủ điều kiện trống
      Và danh sách chưa xác định có 209 xã
      Và kết quả phân bổ chưa biết có đủ chỉ tiêu
      Và kết quả phân bổ có thể đổi
      Và kết quả phân bổ không dựa trên giả định
      Và kết quả phân bổ chưa được ai thông qua

    Kịch bản: Xã Hương Sơn ghi ở khu vực I nhưng chưa biết về các thôn
      Cho kế hoạch "92/KH-STTTT"
      Và danh bạ của kế hoạch
      Khi xét xã "Xã Hương Sơn"
      Thì "Khu vực của xã" là "Xã khu vực I"
      Và bằng chứng của "Khu vực của xã" là "thứ cấp"
      Và "Nhóm xã được hỗ trợ" là "difficult_village hoặc không có"
      Và "Xã được thiết lập điểm hỗ trợ" chưa xác định
      Và "Xã được thiết lập điểm hỗ trợ" còn thiếu "Danh sách thôn đầy đủ"

  Quy tắc: Giả định của người lập kế hoạch – phụ cấp khu vực từ 0.2 thì coi là xã khu vực III

    Kịch bản: Với các giả định thì chọn được bốn xã, mỗi huyện nhiều nhất hai
      Cho kế hoạch "92/KH-STTTT" cùng các giả định
      Và danh bạ của kế hoạch
      Khi phân bổ
      Thì danh sách được chọn lần lượt là
        | Xã Đồng Tiến |
        | Xã Canh Nậu  |
        | Xã Vô Tranh  |
        | Xã Bình Sơn  |
      Và danh sách chờ có 28 xã
      Và danh sách chưa xác định có 177 xã
      Và giả định "allowance" áp dụng cho 32 xã
      Và kết quả phân bổ đủ chỉ tiêu
      Và kết quả phân bổ dựa trên giả định
      Và "Xã Đồng Tiến" dựa trên giả định
      Và "Xã Hương Sơn" không dựa trên giả định
      Và lý do của "Xã Xuân Lương" có "Huyện Yên Thế đã có 07243 Xã Đồng Tiến, 07246 Xã Canh Nậu"

    Kịch bản: Xã được chọn đầu tiên, và khóa nào đưa xã lên trước
      Cho kế hoạch "92/KH-STTTT" cùng các giả định
      Và danh bạ của kế hoạch
      Khi phân bổ
      Thì danh sách được chọn có "07243"
      Và lý do của "07243" có "được chọn thứ 1/4"
      Và lý do của "07243" có "hệ số phụ cấp khu vực"

    Kịch bản: Giả định chỉ dùng khi được yêu cầu
      Cho kế hoạch "92/KH-STTTT"
      Và danh bạ của kế hoạch
      Khi xét xã "Xã Đồng Tiến"
      Thì "Khu vực của xã" chưa xác định
