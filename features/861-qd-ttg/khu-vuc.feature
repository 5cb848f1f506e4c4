# language: vi
@861-qd-ttg
Tính năng: Theo danh sách của 861/QĐ-TTg, vào một ngày nhất định xã thuộc khu vực nào?
  Điều danh sách ghi là dữ kiện; khu vực là điều rút ra từ đó vào ngày xét. Xã khu vực II, III được công nhận
  nông thôn mới thì là xã khu vực I kể từ ngày công nhận có hiệu lực.

  Bối cảnh:
    Cho bộ quy tắc "861/QĐ-TTg" vào ngày 05/07/2023
    Và một xã
      | Tên xã                                             | Xã giả định A |
      | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | không có      |

  Quy tắc: Điều 1 – khu vực ghi trong danh sách

    Khung kịch bản: Khu vực theo danh sách khi xã chưa đạt chuẩn nông thôn mới
      Cho "Khu vực ghi trong danh sách" là "<danh sách>"
      Khi xét xã đó
      Thì "Khu vực của xã" là "<khu vực>"
      Và căn cứ của "Khu vực của xã" là "861/QĐ-TTg Điều 1"

      Dữ liệu:
        | danh sách         | khu vực                       |
        | I                 | I                             |
        | II                | II                            |
        | III               | III                           |
        | không có          | Xã ngoài danh sách ba khu vực |
        | II hoặc III       | chưa xác định                 |
        | I hoặc không có   | I hoặc không có               |
        | chưa biết         | I hoặc II hoặc III hoặc không có |

    Khung kịch bản: Quy tắc nào được áp dụng
      Cho "Khu vực ghi trong danh sách" là "<danh sách>"
      Khi xét xã đó
      Thì quy tắc "<quy tắc>" của "Khu vực của xã" <kết quả>

      Dữ liệu:
        | danh sách   | quy tắc                  | kết quả       |
        | I           | Xã có tên ở khu vực I    | được áp dụng  |
        | II          | Xã có tên ở khu vực I    | không áp dụng |
        | II          | Xã có tên ở khu vực II   | được áp dụng  |
        | III         | Xã có tên ở khu vực III  | được áp dụng  |
        | II hoặc III | Xã có tên ở khu vực III  | chưa xác định |
        | II hoặc III | Xã có tên ở khu vực I    | không áp dụng |

    Kịch bản: Chưa biết danh sách ghi gì thì nói rõ còn thiếu
      Khi xét xã đó
      Thì "Khu vực của xã" chưa xác định
      Và "Khu vực của xã" còn thiếu "Khu vực ghi trong danh sách"
      Và "Khu vực của xã" không cần "Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực"

  Quy tắc: Ngoại lệ về nông thôn mới – xã khu vực II, III trở thành khu vực I từ ngày được công nhận

    Khung kịch bản: Ngày công nhận so với ngày xét
      Cho "Khu vực ghi trong danh sách" là "<danh sách>"
      Và "Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực" là "<ngày công nhận>"
      Khi xét xã đó
      Thì "Khu vực của xã" là "<khu vực>"

      Dữ liệu: Xã ghi ở khu vực III
        | danh sách | ngày công nhận | khu vực    |
        | III       | 04/07/2023     | I          |
        | III       | 05/07/2023     | I          |
        | III       | 06/07/2023     | III        |
        | III       | không có       | III        |
        | III       | chưa biết      | I hoặc III |

      Dữ liệu: Xã ghi ở khu vực II
        | danh sách | ngày công nhận | khu vực   |
        | II        | 04/07/2023     | I         |
        | II        | 05/07/2023     | I         |
        | II        | 06/07/2023     | II        |
        | II        | không có       | II        |
        | II        | chưa biết      | I hoặc II |

      Dữ liệu: Xã ghi ở khu vực I hoặc không có tên thì ngày công nhận không làm thay đổi gì
        | danh sách | ngày công nhận | khu vực  |
        | I         | 05/07/2023     | I        |
        | I         | chưa biết      | I        |
        | không có  | 05/07/2023     | không có |
        | không có  | chưa biết      | không có |

      Dữ liệu: Biết một phần
        | danh sách       | ngày công nhận | khu vực         |
        | I hoặc không có | 05/07/2023     | I hoặc không có |
        | I hoặc III      | không có       | chưa xác định   |
        | II hoặc III     | chưa biết      | chưa xác định   |

    Khung kịch bản: Một xã khu vực III xét trước ngày, đúng ngày và sau ngày công nhận
      Cho bộ quy tắc "861/QĐ-TTg" vào ngày <ngày xét>
      Và "Khu vực ghi trong danh sách" là "III"
      Và "Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực" là "15/03/2023"
      Khi xét xã đó
      Thì "Khu vực của xã" là "<khu vực>"

      Dữ liệu:
        | ngày xét   | khu vực |
        | 14/03/2023 | III     |
        | 15/03/2023 | I       |
        | 16/03/2023 | I       |

    Kịch bản: Ngoại lệ được dẫn theo quyết định vì số điều không đọc được
      Cho "Khu vực ghi trong danh sách" là "III"
      Và "Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực" là "01/01/2023"
      Khi xét xã đó
      Thì "Khu vực của xã" là "Xã khu vực I"
      Và căn cứ của "Khu vực của xã" là "861/QĐ-TTg"
      Và quy tắc "Xã khu vực II hoặc III được công nhận đạt chuẩn nông thôn mới" của "Khu vực của xã" được áp dụng
      Và quy tắc "Xã có tên ở khu vực III" của "Khu vực của xã" không áp dụng
      Và lời giải thích của "Khu vực của xã" có "bị loại trừ bởi ngoại lệ “Xã khu vực II hoặc III được công nhận đạt chuẩn nông thôn mới”"

    Kịch bản: Chưa biết ngày công nhận thì nói rõ còn thiếu
      Cho "Khu vực ghi trong danh sách" là "III"
      Và "Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực" là "chưa biết"
      Khi xét xã đó
      Thì "Khu vực của xã" chưa xác định, có thể là "I hoặc III"
      Và "Khu vực của xã" còn thiếu "Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực"

  Quy tắc: Phụ lục – xã có thật tra theo tên, vắng tên chưa phải là không có

    Khung kịch bản: Xã của Bắc Giang và An Giang có trong phần phụ lục đọc được
      Cho một xã
        | Tỉnh                                               | <tỉnh>   |
        | Huyện                                              | <huyện>  |
        | Tên xã                                             | <xã>     |
        | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | không có |
      Khi xét xã đó
      Thì "Khu vực của xã" là "<khu vực>"

      Dữ liệu:
        | tỉnh      | huyện      | xã                | khu vực |
        | Bắc Giang | Lạng Giang | Xã Hương Sơn      | I       |
        | Bắc Giang | Lạng Giang | Xã Yên Mỹ         | I       |
        | Bắc Giang | Sơn Động   | Thị trấn An Châu  | II      |
        | An Giang  | Tri Tôn    | Xã An Tức         | III     |
        | An Giang  | Tri Tôn    | Xã Cô Tô          | I       |
        | An Giang  | Tịnh Biên  | Xã Văn Giáo       | III     |

    Kịch bản: Danh sách của Bắc Giang chưa đủ nên xã vắng tên vẫn chưa biết khu vực
      Cho một xã
        | Tỉnh                                               | Bắc Giang |
        | Huyện                                              | Yên Thế   |
        | Tên xã                                             | Xã Đồng Tiến |
        | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | không có  |
      Khi xét xã đó
      Thì "Khu vực của xã" chưa xác định, có thể là "I hoặc II hoặc III hoặc không có"

    Kịch bản: Phụ lục đọc qua bản chép nên bằng chứng là thứ cấp
      Cho một xã
        | Tỉnh        | An Giang  |
        | Huyện       | Tri Tôn   |
        | Tên xã      | Xã Ô Lâm  |
        | Bằng chứng  | chính thức |
        | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | không có |
      Khi xét xã đó
      Thì "Khu vực của xã" là "III"
      Và bằng chứng của "Khu vực của xã" là "thứ cấp"

    Kịch bản: Dữ kiện trái với phụ lục thì không xét
      Cho một xã
        | Tỉnh                        | An Giang  |
        | Huyện                       | Tri Tôn   |
        | Tên xã                      | Xã An Tức |
        | Khu vực ghi trong danh sách | I         |
      Thì xã đó không xét được vì "là I trong dữ liệu nhưng là III theo 861/QĐ-TTg"

    Kịch bản: Cả 16 xã và thị trấn An Giang trong danh bạ đều có khu vực ghi trong danh sách
      Cho danh bạ "registers/an-giang-861"
      Khi xét mọi xã
      Thì 9 xã có "Khu vực của xã" là "I"
      Và 0 xã có "Khu vực của xã" là "III"
      Và 7 xã có "Khu vực của xã" là "I hoặc III"

  Quy tắc: Hiệu lực từ 04/06/2021 đến 31/12/2025

    Khung kịch bản: Ngày đầu, ngày cuối và ngày liền trước, liền sau
      Thì vào ngày <ngày> bộ quy tắc "861/QĐ-TTg" <hiệu lực>

      Dữ liệu:
        | ngày       | hiệu lực          |
        | 03/06/2021 | không có hiệu lực |
        | 04/06/2021 | có hiệu lực       |
        | 31/12/2025 | có hiệu lực       |
        | 01/01/2026 | không có hiệu lực |
