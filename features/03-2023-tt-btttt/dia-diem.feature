# language: vi
@03-2023-tt-btttt
Tính năng: Địa điểm nào phù hợp để đặt điểm hỗ trợ?
  Nhà kiên cố có sẵn; thuận tiện cho người dân; an toàn cho người, tài sản và thiết bị; điện ổn định.
  Thiếu một điều là không phù hợp. Địa điểm ở đây là giả định.

  Bối cảnh:
    Cho bộ quy tắc "03/2023/TT-BTTTT" vào ngày 05/07/2023
    Và một địa điểm
      | Tên địa điểm                            | Nhà văn hóa thôn giả định |
      | Nhà kiên cố có sẵn                      | có                        |
      | Thuận tiện cho người dân                | có                        |
      | An toàn cho người, tài sản và thiết bị  | có                        |
      | Điện ổn định                            | có                        |

  Quy tắc: 03/2023/TT-BTTTT – cả bốn yêu cầu

    Kịch bản: Đủ bốn yêu cầu
      Khi xét địa điểm đó
      Thì "Địa điểm phù hợp để đặt điểm hỗ trợ" là "có"
      Và căn cứ của "Địa điểm phù hợp để đặt điểm hỗ trợ" là "03/2023/TT-BTTTT"

    Khung kịch bản: Thiếu hoặc chưa biết một yêu cầu
      Cho "<yêu cầu>" là "<đáp ứng>"
      Khi xét địa điểm đó
      Thì "Địa điểm phù hợp để đặt điểm hỗ trợ" là "<kết luận>"

      Dữ liệu:
        | yêu cầu                                | đáp ứng   | kết luận      |
        | Nhà kiên cố có sẵn                     | không     | không         |
        | Nhà kiên cố có sẵn                     | chưa biết | có hoặc không |
        | Thuận tiện cho người dân               | không     | không         |
        | Thuận tiện cho người dân               | chưa biết | có hoặc không |
        | An toàn cho người, tài sản và thiết bị | không     | không         |
        | An toàn cho người, tài sản và thiết bị | chưa biết | có hoặc không |
        | Điện ổn định                           | không     | không         |
        | Điện ổn định                           | chưa biết | có hoặc không |

    Kịch bản: Đã biết một điều không đạt thì không cần biết các điều còn lại
      Cho một địa điểm
        | Tên địa điểm       | Trạm giả định |
        | Nhà kiên cố có sẵn | không         |
      Khi xét địa điểm đó
      Thì "Địa điểm phù hợp để đặt điểm hỗ trợ" là "không"

    Kịch bản: Chưa đủ dữ kiện thì nói rõ còn thiếu gì
      Cho "Điện ổn định" là "chưa biết"
      Khi xét địa điểm đó
      Thì "Địa điểm phù hợp để đặt điểm hỗ trợ" còn thiếu "Điện ổn định"
      Và "Địa điểm phù hợp để đặt điểm hỗ trợ" không cần "Nhà kiên cố có sẵn"
      Và lời giải thích của "Địa điểm phù hợp để đặt điểm hỗ trợ" có "còn thiếu: Điện ổn định"
