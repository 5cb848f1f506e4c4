# language: vi
@92-kh-stttt
Tính năng: Giả định của kế hoạch 92/KH-STTTT được dùng khi nào và cho ai?
  Giả định: hệ số phụ cấp khu vực từ 0.2 thì coi là xã khu vực III, chưa đạt chuẩn nông thôn mới, chưa có điểm hỗ trợ.
  Không bao giờ dùng thay cho điều đã biết. Mọi xã ở đây là giả định.

  Bối cảnh:
    Cho kế hoạch "92/KH-STTTT" cùng các giả định

  Quy tắc: Giả định allowance – hệ số phụ cấp khu vực từ 0.2

    Khung kịch bản: Ngưỡng của giả định
      Cho các xã sau
        | Mã xã | Tên xã        | Mã tỉnh | Mã huyện | Hệ số phụ cấp khu vực |
        | 90001 | Xã giả định A | 24      | 901      | <phụ cấp>             |
      Khi phân bổ
      Thì giả định "allowance" áp dụng cho <số xã> xã
      Và danh sách <danh sách> có "Xã giả định A"

      Dữ liệu:
        | phụ cấp   | số xã | danh sách     |
        | 0.1       | 0     | chưa xác định |
        | 0.2       | 1     | được chọn     |
        | 0.3       | 1     | được chọn     |
        | chưa biết | 0     | chưa xác định |

    Khung kịch bản: Điều đã biết không bị giả định thay thế
      Cho các xã sau
        | Mã xã | Tên xã        | Danh sách thôn đầy đủ | Khu vực ghi trong danh sách | Số điểm hỗ trợ đã có | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực |
        | 90001 | Xã giả định A | có                    | <danh sách>                 | <số điểm>            | <ngày công nhận>                                   |
      Và mọi xã trên có
        | Mã tỉnh               | 24  |
        | Mã huyện              | 901 |
        | Hệ số phụ cấp khu vực | 0.2 |
      Khi phân bổ
      Thì danh sách <kết quả> có "Xã giả định A"

      Dữ liệu:
        | danh sách | số điểm   | ngày công nhận | kết quả            |
        | I         | chưa biết | chưa biết      | không đủ điều kiện |
        | chưa biết | 1         | chưa biết      | không đủ điều kiện |
        | chưa biết | chưa biết | 01/01/2023     | không đủ điều kiện |
        | chưa biết | 0         | không có       | được chọn          |
        | III       | 0         | không có       | được chọn          |

    Kịch bản: Mọi điều đã biết thì kết quả không dựa trên giả định
      Cho các xã sau
        | Mã xã | Tên xã        | Khu vực ghi trong danh sách | Số điểm hỗ trợ đã có | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực |
        | 90001 | Xã giả định A | III                         | 0                    | không có                                           |
      Và mọi xã trên có
        | Mã tỉnh               | 24  |
        | Mã huyện              | 901 |
        | Hệ số phụ cấp khu vực | 0.2 |
      Khi phân bổ
      Thì "Xã giả định A" không dựa trên giả định
      Và giả định "allowance" áp dụng cho 0 xã
