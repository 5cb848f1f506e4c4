# language: vi
@612-qd-ubdt
Tính năng: Theo danh sách của 612/QĐ-UBDT, thôn có phải thôn đặc biệt khó khăn không?
  Danh sách ban hành ngày 16/09/2021; 497/QĐ-UBDT điều chỉnh từ 30/07/2024. Chưa đọc được tên thôn nào của Bắc Giang,
  nên mọi thôn ở đây là thôn giả định.

  Quy tắc: Điều 1 – thôn có tên trong danh sách

    Khung kịch bản: Trước khi điều chỉnh chỉ xét có tên hay không
      Cho bộ quy tắc "612/QĐ-UBDT" vào ngày 05/07/2023
      Và một thôn
        | Tên thôn                                     | Thôn giả định 1 |
        | Có trong danh sách thôn đặc biệt khó khăn | <danh sách>     |
      Khi xét thôn đó
      Thì "Thôn đặc biệt khó khăn" là "<kết luận>"
      Và căn cứ của "Thôn đặc biệt khó khăn" là "612/QĐ-UBDT Điều 1"

      Dữ liệu:
        | danh sách | kết luận      |
        | có        | có            |
        | không     | không         |
        | chưa biết | chưa xác định |

    Kịch bản: Chưa nạp danh sách thì thôn chưa biết, không phải là không
      Cho bộ quy tắc "612/QĐ-UBDT" vào ngày 05/07/2023
      Và một thôn
        | Tên thôn | Thôn giả định 1 |
      Khi xét thôn đó
      Thì "Thôn đặc biệt khó khăn" chưa xác định, có thể là "có hoặc không"
      Và "Thôn đặc biệt khó khăn" còn thiếu "Có trong danh sách thôn đặc biệt khó khăn"

    Khung kịch bản: Trước khi điều chỉnh, ngày đưa ra khỏi danh sách chưa có ý nghĩa
      Cho bộ quy tắc "612/QĐ-UBDT" vào ngày 29/07/2024
      Và một thôn
        | Tên thôn                                     | Thôn giả định 1 |
        | Có trong danh sách thôn đặc biệt khó khăn | có              |
        | Ngày đưa ra khỏi danh sách                   | <ngày đưa ra>   |
      Khi xét thôn đó
      Thì "Thôn đặc biệt khó khăn" là "có"

      Dữ liệu:
        | ngày đưa ra |
        | 01/01/2024  |
        | không có    |
        | chưa biết   |

  Quy tắc: 497/QĐ-UBDT – thôn được đưa ra khỏi danh sách từ ngày nào thì thôi từ ngày đó

    Khung kịch bản: Ngày đưa ra so với ngày xét
      Cho bộ quy tắc "612/QĐ-UBDT" vào ngày 15/08/2024
      Và một thôn
        | Tên thôn                                     | Thôn giả định 1 |
        | Có trong danh sách thôn đặc biệt khó khăn | <danh sách>     |
        | Ngày đưa ra khỏi danh sách                   | <ngày đưa ra>   |
      Khi xét thôn đó
      Thì "Thôn đặc biệt khó khăn" là "<kết luận>"

      Dữ liệu: Thôn có tên trong danh sách
        | danh sách | ngày đưa ra | kết luận      |
        | có        | 14/08/2024  | không         |
        | có        | 15/08/2024  | không         |
        | có        | 16/08/2024  | có            |
        | có        | không có    | có            |
        | có        | chưa biết   | chưa xác định |

      Dữ liệu: Thôn không có tên, hoặc chưa biết
        | danh sách | ngày đưa ra | kết luận      |
        | không     | 14/08/2024  | không         |
        | không     | chưa biết   | không         |
        | chưa biết | 15/08/2024  | không         |
        | chưa biết | không có    | chưa xác định |

    Kịch bản: Thôn bị đưa ra thì dẫn 497/QĐ-UBDT
      Cho bộ quy tắc "612/QĐ-UBDT" vào ngày 15/08/2024
      Và một thôn
        | Tên thôn                                     | Thôn giả định 1 |
        | Có trong danh sách thôn đặc biệt khó khăn | có              |
        | Ngày đưa ra khỏi danh sách                   | 30/07/2024      |
      Khi xét thôn đó
      Thì "Thôn đặc biệt khó khăn" là "không"
      Và quy tắc "Thôn đã được đưa ra khỏi danh sách" của "Thôn đặc biệt khó khăn" được áp dụng
      Và căn cứ của "Thôn đặc biệt khó khăn" là "497/QĐ-UBDT"
      Và lời giải thích của "Thôn đặc biệt khó khăn" có "bị loại trừ bởi ngoại lệ “Thôn đã được đưa ra khỏi danh sách”"

    Khung kịch bản: Một thôn bị đưa ra ngày 30/07/2024, xét vào những ngày khác nhau
      Cho bộ quy tắc "612/QĐ-UBDT" vào ngày <ngày xét>
      Và một thôn
        | Tên thôn                                     | Thôn giả định 1 |
        | Có trong danh sách thôn đặc biệt khó khăn | có              |
        | Ngày đưa ra khỏi danh sách                   | 30/07/2024      |
      Khi xét thôn đó
      Thì "Thôn đặc biệt khó khăn" là "<kết luận>"

      Dữ liệu:
        | ngày xét   | kết luận |
        | 29/07/2024 | có       |
        | 30/07/2024 | không    |
        | 31/07/2024 | không    |

  Quy tắc: Bằng chứng – kết luận tin cậy đến mức dữ kiện về danh sách

    Khung kịch bản: Bằng chứng của danh sách
      Cho bộ quy tắc "612/QĐ-UBDT" vào ngày 05/07/2023
      Và một thôn
        | Tên thôn                                     | Thôn giả định 1 |
        | Có trong danh sách thôn đặc biệt khó khăn | có              |
        | Bằng chứng                                   | <bằng chứng>    |
      Khi xét thôn đó
      Thì bằng chứng của "Thôn đặc biệt khó khăn" là "<bằng chứng>"

      Dữ liệu:
        | bằng chứng |
        | chính thức |
        | thứ cấp    |
        | không nêu  |
        | giả định   |

  Quy tắc: Hiệu lực từ 16/09/2021 đến 31/12/2025

    Khung kịch bản: Ngày đầu, ngày cuối và ngày liền trước, liền sau
      Thì vào ngày <ngày> bộ quy tắc "612/QĐ-UBDT" <hiệu lực>

      Dữ liệu:
        | ngày       | hiệu lực          |
        | 15/09/2021 | không có hiệu lực |
        | 16/09/2021 | có hiệu lực       |
        | 29/07/2024 | có hiệu lực       |
        | 30/07/2024 | có hiệu lực       |
        | 31/12/2025 | có hiệu lực       |
        | 01/01/2026 | không có hiệu lực |
