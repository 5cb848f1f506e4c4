# language: vi
@92-kh-stttt
Tính năng: Kế hoạch 92/KH-STTTT giao từ 3 đến 4 điểm hỗ trợ cho những xã nào?
  Kế hoạch nói số điểm và địa bàn; thứ tự ưu tiên và giới hạn mỗi huyện là lựa chọn của người lập kế hoạch, không phải
  luật. Mọi xã ở đây là xã giả định của Bắc Giang, trừ khi nói khác.

  Bối cảnh:
    Cho kế hoạch "92/KH-STTTT"

  Quy tắc: 92/KH-STTTT – chỉ tiêu từ 3 đến 4 điểm, mỗi xã một điểm

    Kịch bản: Năm xã đủ điều kiện ở năm huyện thì chọn bốn xã
      Cho các xã sau
        | Mã xã | Tên xã        | Mã huyện | Khu vực ghi trong danh sách |
        | 90001 | Xã giả định A | 901      | III                         |
        | 90002 | Xã giả định B | 902      | III                         |
        | 90003 | Xã giả định C | 903      | III                         |
        | 90004 | Xã giả định D | 904      | III                         |
        | 90005 | Xã giả định E | 905      | III                         |
      Và mọi xã trên có
        | Mã tỉnh                                            | 24       |
        | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | không có |
        | Số điểm hỗ trợ đã có                               | 0        |
        | Hệ số phụ cấp khu vực                              | 0.2      |
        | Số hộ                                              | 1000     |
        | Số hộ nghèo                                        | 200      |
      Khi phân bổ
      Thì danh sách được chọn lần lượt là
        | Xã giả định A |
        | Xã giả định B |
        | Xã giả định C |
        | Xã giả định D |
      Và danh sách chờ lần lượt là
        | Xã giả định E |
      Và kết quả phân bổ đủ chỉ tiêu
      Và kết quả phân bổ không thể đổi
      Và kết quả phân bổ chưa được ai thông qua
      Và lý do của "Xã giả định A" có "được chọn thứ 1/4"
      Và lý do của "Xã giả định D" có "trước 90005 Xã giả định E"
      Và lý do của "Xã giả định E" có "hết chỗ; sau 90004 Xã giả định D"

    Kịch bản: Ba xã đủ điều kiện là vừa đủ chỉ tiêu
      Cho các xã sau
        | Mã xã | Mã huyện | Khu vực ghi trong danh sách |
        | 90001 | 901      | III                         |
        | 90002 | 902      | III                         |
        | 90003 | 903      | III                         |
      Và mọi xã trên có
        | Mã tỉnh                                            | 24       |
        | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | không có |
        | Số điểm hỗ trợ đã có                               | 0        |
      Khi phân bổ
      Thì danh sách được chọn có 3 xã
      Và danh sách chờ trống
      Và kết quả phân bổ đủ chỉ tiêu

    Kịch bản: Hai xã đủ điều kiện thì thiếu chỉ tiêu, vì mỗi xã chỉ một điểm
      Cho các xã sau
        | Mã xã | Mã huyện | Khu vực ghi trong danh sách |
        | 90001 | 901      | III                         |
        | 90002 | 902      | III                         |
      Và mọi xã trên có
        | Mã tỉnh                                            | 24       |
        | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | không có |
        | Số điểm hỗ trợ đã có                               | 0        |
      Khi phân bổ
      Thì danh sách được chọn có 2 xã
      Và kết quả phân bổ thiếu chỉ tiêu

    Kịch bản: Hai xã đủ điều kiện và một xã chưa xác định thì chưa biết có đủ chỉ tiêu
      Cho các xã sau
        | Mã xã | Mã huyện | Khu vực ghi trong danh sách |
        | 90001 | 901      | III                         |
        | 90002 | 902      | III                         |
        | 90003 | 903      | chưa biết                   |
      Và mọi xã trên có
        | Mã tỉnh                                            | 24       |
        | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | không có |
        | Số điểm hỗ trợ đã có                               | 0        |
      Khi phân bổ
      Thì danh sách được chọn có 2 xã
      Và danh sách chưa xác định lần lượt là
        | 90003 |
      Và kết quả phân bổ chưa biết có đủ chỉ tiêu
      Và kết quả phân bổ có thể đổi

    Kịch bản: Xã đã có điểm hỗ trợ không được chọn nữa
      Cho các xã sau
        | Mã xã | Tên xã        | Mã huyện | Khu vực ghi trong danh sách | Số điểm hỗ trợ đã có |
        | 90001 | Xã giả định A | 901      | III                         | 1                    |
        | 90002 | Xã giả định B | 902      | III                         | 0                    |
      Và mọi xã trên có
        | Mã tỉnh                                            | 24       |
        | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | không có |
      Khi phân bổ
      Thì danh sách được chọn lần lượt là
        | Xã giả định B |
      Và danh sách không đủ điều kiện lần lượt là
        | Xã giả định A |
      Và lý do của "Xã giả định A" có "Xã đã có một điểm hỗ trợ"
      Và kết quả phân bổ thiếu chỉ tiêu

    Kịch bản: Một mã xã đưa vào hai lần thì không phân bổ
      Cho các xã sau
        | Mã xã | Mã tỉnh | Khu vực ghi trong danh sách |
        | 90001 | 24      | III                         |
        | 90001 | 24      | III                         |
      Thì không phân bổ được vì "được đưa vào hai lần"

  Quy tắc: 92/KH-STTTT – phạm vi là tỉnh Bắc Giang, mã 24 trước ngày 01/07/2025

    Kịch bản: Xã của tỉnh khác ở ngoài phạm vi, xã chưa biết tỉnh thì chưa xác định
      Cho các xã sau
        | Mã xã | Tên xã        | Mã tỉnh   | Mã huyện | Khu vực ghi trong danh sách |
        | 90001 | Xã giả định A | 24        | 901      | III                         |
        | 90002 | Xã giả định B | 27        | 902      | III                         |
        | 90003 | Xã giả định C | chưa biết | 903      | III                         |
      Và mọi xã trên có
        | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | không có |
        | Số điểm hỗ trợ đã có                               | 0        |
      Khi phân bổ
      Thì danh sách được chọn lần lượt là
        | Xã giả định A |
      Và danh sách ngoài phạm vi lần lượt là
        | 90002 |
      Và danh sách chưa xác định lần lượt là
        | Xã giả định C |
      Và lý do của "Xã giả định C" có "chưa biết có thuộc phạm vi kế hoạch"

  Quy tắc: Lựa chọn của người lập kế hoạch – thứ tự ưu tiên, từng khóa một

    Kịch bản: Khóa thứ nhất – xã khu vực III trước xã có thôn đặc biệt khó khăn, dù phụ cấp thấp hơn
      Cho các xã sau
        | Mã xã | Tên xã        | Mã huyện | Khu vực ghi trong danh sách | Hệ số phụ cấp khu vực |
        | 90001 | Xã giả định A | 901      | II                          | 0.7                   |
        | 90002 | Xã giả định B | 902      | III                         | 0.1                   |
      Và mọi xã trên có
        | Mã tỉnh                                            | 24       |
        | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | không có |
        | Số điểm hỗ trợ đã có                               | 0        |
      Và các thôn sau
        | Mã xã | Tên thôn        | Có trong danh sách thôn đặc biệt khó khăn |
        | 90001 | Thôn giả định 1 | có                                        |
      Khi phân bổ
      Thì danh sách được chọn lần lượt là
        | Xã giả định B |
        | Xã giả định A |

    Kịch bản: Khóa thứ hai – hệ số phụ cấp khu vực cao hơn xếp trước, chưa biết xếp sau cùng
      Cho các xã sau
        | Mã xã | Tên xã        | Mã huyện | Hệ số phụ cấp khu vực | Số hộ nghèo |
        | 90001 | Xã giả định A | 901      | chưa biết             | 900         |
        | 90002 | Xã giả định B | 902      | 0.1                   | 300         |
        | 90003 | Xã giả định C | 903      | 0.3                   | 100         |
        | 90004 | Xã giả định D | 904      | 0.2                   | 200         |
      Và mọi xã trên có
        | Mã tỉnh                                            | 24       |
        | Khu vực ghi trong danh sách                        | III      |
        | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | không có |
        | Số điểm hỗ trợ đã có                               | 0        |
        | Số hộ                                              | 1000     |
      Khi phân bổ
      Thì danh sách được chọn lần lượt là
        | Xã giả định C |
        | Xã giả định D |
        | Xã giả định B |
        | Xã giả định A |

    Kịch bản: Khóa thứ ba – tỷ lệ hộ nghèo cao hơn xếp trước, không phải số hộ nghèo
      Cho các xã sau
        | Mã xã | Tên xã        | Mã huyện | Số hộ     | Số hộ nghèo |
        | 90001 | Xã giả định A | 901      | 2000      | 300         |
        | 90002 | Xã giả định B | 902      | 1000      | 200         |
        | 90003 | Xã giả định C | 903      | 1000      | 201         |
        | 90004 | Xã giả định D | 904      | chưa biết | 900         |
      Và mọi xã trên có
        | Mã tỉnh                                            | 24       |
        | Khu vực ghi trong danh sách                        | III      |
        | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | không có |
        | Số điểm hỗ trợ đã có                               | 0        |
        | Hệ số phụ cấp khu vực                              | 0.2      |
      Khi phân bổ
      Thì danh sách được chọn lần lượt là
        | Xã giả định C |
        | Xã giả định B |
        | Xã giả định A |
        | Xã giả định D |

    Kịch bản: Khóa cuối – bằng nhau mọi mặt thì xếp theo mã xã
      Cho các xã sau
        | Mã xã | Tên xã        | Mã huyện |
        | 90003 | Xã giả định A | 901      |
        | 90001 | Xã giả định C | 903      |
        | 90002 | Xã giả định B | 902      |
      Và mọi xã trên có
        | Mã tỉnh                                            | 24       |
        | Khu vực ghi trong danh sách                        | III      |
        | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | không có |
        | Số điểm hỗ trợ đã có                               | 0        |
        | Hệ số phụ cấp khu vực                              | 0.2      |
        | Số hộ                                              | 1000     |
        | Số hộ nghèo                                        | 200      |
      Khi phân bổ
      Thì danh sách được chọn lần lượt là
        | 90001 |
        | 90002 |
        | 90003 |

  Quy tắc: Lựa chọn của người lập kế hoạch – mỗi huyện nhiều nhất hai điểm

    Kịch bản: Xã thứ ba của một huyện phải chờ, xã xếp sau ở huyện khác được chọn
      Cho các xã sau
        | Mã xã | Tên xã        | Mã huyện | Huyện            | Hệ số phụ cấp khu vực |
        | 90001 | Xã giả định A | 901      | Huyện giả định 1 | 0.4                   |
        | 90002 | Xã giả định B | 901      | Huyện giả định 1 | 0.3                   |
        | 90003 | Xã giả định C | 901      | Huyện giả định 1 | 0.2                   |
        | 90004 | Xã giả định D | 902      | Huyện giả định 2 | 0.1                   |
      Và mọi xã trên có
        | Mã tỉnh                                            | 24       |
        | Khu vực ghi trong danh sách                        | III      |
        | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | không có |
        | Số điểm hỗ trợ đã có                               | 0        |
      Khi phân bổ
      Thì danh sách được chọn lần lượt là
        | Xã giả định A |
        | Xã giả định B |
        | Xã giả định D |
      Và danh sách chờ lần lượt là
        | Xã giả định C |
      Và lý do của "Xã giả định C" có "Huyện giả định 1 đã có 90001 Xã giả định A, 90002 Xã giả định B"

    Kịch bản: Xã chưa biết huyện thì chưa biết giới hạn đã đủ chưa
      Cho các xã sau
        | Mã xã | Tên xã        | Mã huyện  | Hệ số phụ cấp khu vực |
        | 90001 | Xã giả định A | 901       | 0.4                   |
        | 90002 | Xã giả định B | 901       | 0.3                   |
        | 90003 | Xã giả định C | chưa biết | 0.2                   |
      Và mọi xã trên có
        | Mã tỉnh                                            | 24       |
        | Khu vực ghi trong danh sách                        | III      |
        | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | không có |
        | Số điểm hỗ trợ đã có                               | 0        |
      Khi phân bổ
      Thì danh sách được chọn lần lượt là
        | Xã giả định A |
        | Xã giả định B |
      Và danh sách chưa xác định lần lượt là
        | Xã giả định C |
      Và lý do của "Xã giả định C" có "chưa biết Mã huyện"

    Kịch bản: Cả huyện chỉ được hai điểm thì ba xã đủ điều kiện vẫn thiếu chỉ tiêu
      Cho các xã sau
        | Mã xã | Mã huyện |
        | 90001 | 901      |
        | 90002 | 901      |
        | 90003 | 901      |
      Và mọi xã trên có
        | Mã tỉnh                                            | 24       |
        | Khu vực ghi trong danh sách                        | III      |
        | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | không có |
        | Số điểm hỗ trợ đã có                               | 0        |
      Khi phân bổ
      Thì danh sách được chọn có 2 xã
      Và danh sách chờ có 1 xã
      Và kết quả phân bổ thiếu chỉ tiêu

  Quy tắc: Lựa chọn của người lập kế hoạch – câu trả lời cho điều luật bỏ ngỏ

    Kịch bản: Người lập kế hoạch coi thôn của xã nông thôn mới vẫn được tính
      Cho các xã sau
        | Mã xã | Tên xã        | Mã huyện | Khu vực ghi trong danh sách | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực |
        | 90001 | Xã giả định A | 901      | III                         | 01/01/2023                                         |
      Và mọi xã trên có
        | Mã tỉnh              | 24 |
        | Số điểm hỗ trợ đã có | 0  |
      Và các thôn sau
        | Mã xã | Tên thôn        | Có trong danh sách thôn đặc biệt khó khăn |
        | 90001 | Thôn giả định 1 | có                                        |
      Khi phân bổ
      Thì danh sách được chọn có "Xã giả định A"

    Kịch bản: Bỏ câu trả lời đó thì xã chưa xác định
      Cho quy tắc bỏ ngỏ "Xã từng ở khu vực II hoặc III nay đã đạt chuẩn nông thôn mới" chưa có câu trả lời
      Và các xã sau
        | Mã xã | Tên xã        | Mã huyện | Khu vực ghi trong danh sách | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực |
        | 90001 | Xã giả định A | 901      | III                         | 01/01/2023                                         |
      Và mọi xã trên có
        | Mã tỉnh              | 24 |
        | Số điểm hỗ trợ đã có | 0  |
      Và các thôn sau
        | Mã xã | Tên thôn        | Có trong danh sách thôn đặc biệt khó khăn |
        | 90001 | Thôn giả định 1 | có                                        |
      Khi phân bổ
      Thì danh sách chưa xác định có "Xã giả định A"

    Kịch bản: Trả lời ngược lại thì xã không đủ điều kiện
      Cho quy tắc bỏ ngỏ "Xã từng ở khu vực II hoặc III nay đã đạt chuẩn nông thôn mới" được coi là áp dụng
      Và các xã sau
        | Mã xã | Tên xã        | Mã huyện | Khu vực ghi trong danh sách | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực |
        | 90001 | Xã giả định A | 901      | III                         | 01/01/2023                                         |
      Và mọi xã trên có
        | Mã tỉnh              | 24 |
        | Số điểm hỗ trợ đã có | 0  |
      Và các thôn sau
        | Mã xã | Tên thôn        | Có trong danh sách thôn đặc biệt khó khăn |
        | 90001 | Thôn giả định 1 | có                                        |
      Khi phân bổ
      Thì danh sách không đủ điều kiện có "Xã giả định A"

    Khung kịch bản: Phân bổ vào ngày trước và đúng ngày xã được công nhận nông thôn mới
      Cho kế hoạch "92/KH-STTTT" vào ngày <ngày xét>
      Và các xã sau
        | Mã xã | Tên xã        | Mã huyện | Danh sách thôn đầy đủ | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực |
        | 90001 | Xã giả định A | 901      | có                    | 01/08/2023                                         |
      Và mọi xã trên có
        | Mã tỉnh                     | 24  |
        | Khu vực ghi trong danh sách | III |
        | Số điểm hỗ trợ đã có        | 0   |
      Khi phân bổ
      Thì danh sách <danh sách> có "Xã giả định A"

      Dữ liệu:
        | ngày xét   | danh sách          |
        | 31/07/2023 | được chọn          |
        | 01/08/2023 | không đủ điều kiện |

  Quy tắc: Kết quả có thể đổi khi còn dữ kiện chưa biết

    Kịch bản: Xã chưa xác định có thể chen vào danh sách được chọn
      Cho các xã sau
        | Mã xã | Tên xã        | Mã huyện | Khu vực ghi trong danh sách |
        | 90001 | Xã giả định A | 901      | III                         |
        | 90002 | Xã giả định B | 902      | III                         |
        | 90003 | Xã giả định C | 903      | III                         |
        | 90004 | Xã giả định D | 904      | III                         |
        | 90000 | Xã giả định E | 905      | chưa biết                   |
      Và mọi xã trên có
        | Mã tỉnh                                            | 24       |
        | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | không có |
        | Số điểm hỗ trợ đã có                               | 0        |
        | Hệ số phụ cấp khu vực                              | 0.2      |
        | Số hộ                                              | 1000     |
        | Số hộ nghèo                                        | 200      |
      Khi phân bổ
      Thì danh sách được chọn lần lượt là
        | Xã giả định A |
        | Xã giả định B |
        | Xã giả định C |
        | Xã giả định D |
      Và danh sách chưa xác định lần lượt là
        | Xã giả định E |
      Và kết quả phân bổ đủ chỉ tiêu
      Và kết quả phân bổ có thể đổi

    Kịch bản: Mọi dữ kiện đã biết thì không thể đổi
      Cho các xã sau
        | Mã xã | Tên xã        | Mã huyện | Khu vực ghi trong danh sách | Danh sách thôn đầy đủ |
        | 90001 | Xã giả định A | 901      | III                         | có                    |
        | 90002 | Xã giả định B | 902      | I                           | có                    |
      Và mọi xã trên có
        | Mã tỉnh                                            | 24       |
        | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | không có |
        | Số điểm hỗ trợ đã có                               | 0        |
      Khi phân bổ
      Thì danh sách được chọn lần lượt là
        | Xã giả định A |
      Và danh sách không đủ điều kiện lần lượt là
        | Xã giả định B |
      Và kết quả phân bổ không thể đổi
      Và kết quả phân bổ không dựa trên giả định
