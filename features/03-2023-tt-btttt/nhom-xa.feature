# language: vi
@03-2023-tt-btttt
Tính năng: Theo 03/2023/TT-BTTTT, xã thuộc nhóm nào và có được thiết lập điểm hỗ trợ không?
  Được tính là xã khu vực III, và xã ngoài khu vực III có thôn đặc biệt khó khăn. Mỗi xã một điểm.
  Mọi xã và thôn ở đây là giả định, trừ khi nói khác.

  Bối cảnh:
    Cho bộ quy tắc "03/2023/TT-BTTTT" vào ngày 05/07/2023
    Và một xã
      | Tên xã                                             | Xã giả định A |
      | Khu vực ghi trong danh sách                        | II            |
      | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | không có      |
      | Số điểm hỗ trợ đã có                               | 0             |

  Quy tắc: 861/QĐ-TTg Điều 1 – nhóm thứ nhất là xã khu vực III

    Khung kịch bản: Khu vực của xã khi biết chắc không có thôn đặc biệt khó khăn
      Cho "Khu vực ghi trong danh sách" là "<danh sách>"
      Và danh sách thôn đã đầy đủ
      Khi xét xã đó
      Thì "Nhóm xã được hỗ trợ" là "<nhóm>"
      Và "Xã được thiết lập điểm hỗ trợ" là "<được thiết lập>"

      Dữ liệu:
        | danh sách | nhóm                  | được thiết lập |
        | I         | Không thuộc nhóm nào  | không          |
        | II        | Không thuộc nhóm nào  | không          |
        | III       | Xã khu vực III        | có             |
        | không có  | Không thuộc nhóm nào  | không          |
        | chưa biết | region_iii hoặc không có | chưa xác định  |

    Kịch bản: Xã khu vực III thì không cần biết về các thôn
      Cho "Khu vực ghi trong danh sách" là "III"
      Khi xét xã đó
      Thì "Nhóm xã được hỗ trợ" là "Xã khu vực III"
      Và "Xã được thiết lập điểm hỗ trợ" là "có"
      Và căn cứ của "Nhóm xã được hỗ trợ" là "861/QĐ-TTg Điều 1"

    Kịch bản: Khu vực được rút ra từ danh sách rồi mới xét nhóm
      Cho "Khu vực ghi trong danh sách" là "III"
      Và "Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực" là "01/01/2023"
      Và danh sách thôn đã đầy đủ
      Khi xét xã đó
      Thì "Khu vực của xã" là "Xã khu vực I"
      Và "Nhóm xã được hỗ trợ" là "Không thuộc nhóm nào"
      Và lời giải thích của "Nhóm xã được hỗ trợ" có "Dựa trên Khu vực của xã: Xã khu vực I"

  Quy tắc: 612/QĐ-UBDT Điều 1 – nhóm thứ hai là xã ngoài khu vực III có thôn đặc biệt khó khăn

    Kịch bản: Một thôn đặc biệt khó khăn là đủ, dù danh sách thôn chưa đầy đủ
      Cho các thôn của xã đó
        | Tên thôn        | Có trong danh sách thôn đặc biệt khó khăn |
        | Thôn giả định 1 | có                                           |
      Khi xét xã đó
      Thì "Nhóm xã được hỗ trợ" là "Xã ngoài khu vực III có thôn đặc biệt khó khăn"
      Và "Xã được thiết lập điểm hỗ trợ" là "có"
      Và căn cứ của "Nhóm xã được hỗ trợ" là "612/QĐ-UBDT Điều 1"

    Khung kịch bản: Hai thôn, danh sách thôn đã đầy đủ
      Cho các thôn của xã đó
        | Tên thôn        | Có trong danh sách thôn đặc biệt khó khăn |
        | Thôn giả định 1 | <thôn 1>                                     |
        | Thôn giả định 2 | <thôn 2>                                     |
      Và danh sách thôn đã đầy đủ
      Khi xét xã đó
      Thì "Nhóm xã được hỗ trợ" là "<nhóm>"

      Dữ liệu:
        | thôn 1    | thôn 2    | nhóm                                           |
        | không     | không     | Không thuộc nhóm nào                           |
        | có        | không     | Xã ngoài khu vực III có thôn đặc biệt khó khăn |
        | có        | có        | Xã ngoài khu vực III có thôn đặc biệt khó khăn |
        | có        | chưa biết | Xã ngoài khu vực III có thôn đặc biệt khó khăn |
        | không     | chưa biết | difficult_village hoặc không có                |
        | chưa biết | chưa biết | difficult_village hoặc không có                |

    Kịch bản: Không thôn nào trong số đã biết, mà danh sách thôn chưa đầy đủ, thì chưa kết luận được
      Cho các thôn của xã đó
        | Tên thôn        | Có trong danh sách thôn đặc biệt khó khăn |
        | Thôn giả định 1 | không                                        |
      Khi xét xã đó
      Thì "Nhóm xã được hỗ trợ" chưa xác định
      Và "Nhóm xã được hỗ trợ" còn thiếu "Danh sách thôn đầy đủ"

    Kịch bản: Xã không có thôn nào, danh sách đã đầy đủ
      Cho danh sách thôn đã đầy đủ
      Khi xét xã đó
      Thì "Nhóm xã được hỗ trợ" là "Không thuộc nhóm nào"
      Và căn cứ của "Nhóm xã được hỗ trợ" là "03/2023/TT-BTTTT"

    Kịch bản: Chưa biết khu vực nhưng có thôn đặc biệt khó khăn thì nhóm chưa rõ mà vẫn được thiết lập điểm
      Cho "Khu vực ghi trong danh sách" là "chưa biết"
      Và các thôn của xã đó
        | Tên thôn        | Có trong danh sách thôn đặc biệt khó khăn |
        | Thôn giả định 1 | có                                           |
      Khi xét xã đó
      Thì "Nhóm xã được hỗ trợ" là "region_iii hoặc difficult_village"
      Và "Xã được thiết lập điểm hỗ trợ" là "có"

    Khung kịch bản: Thôn bị đưa ra khỏi danh sách thì không còn được tính từ ngày đó
      Cho bộ quy tắc "03/2023/TT-BTTTT" vào ngày <ngày xét>
      Và các thôn của xã đó
        | Tên thôn        | Có trong danh sách thôn đặc biệt khó khăn | Ngày đưa ra khỏi danh sách |
        | Thôn giả định 1 | có                                           | 30/07/2024                 |
      Và danh sách thôn đã đầy đủ
      Khi xét xã đó
      Thì "Xã được thiết lập điểm hỗ trợ" là "<được thiết lập>"

      Dữ liệu:
        | ngày xét   | được thiết lập |
        | 29/07/2024 | có             |
        | 30/07/2024 | không          |

  Quy tắc: Điều luật bỏ ngỏ – thôn của xã đã đạt chuẩn nông thôn mới có còn được tính không

    Khung kịch bản: Chưa ai trả lời thì chưa xác định
      Cho "Khu vực ghi trong danh sách" là "<danh sách>"
      Và "Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực" là "<ngày công nhận>"
      Và các thôn của xã đó
        | Tên thôn        | Có trong danh sách thôn đặc biệt khó khăn |
        | Thôn giả định 1 | có                                           |
      Khi xét xã đó
      Thì "Nhóm xã được hỗ trợ" là "<nhóm>"
      Và quy tắc "Xã từng ở khu vực II hoặc III nay đã đạt chuẩn nông thôn mới" của "Nhóm xã được hỗ trợ" <ngoại lệ>

      Dữ liệu: Ngày công nhận so với ngày xét
        | danh sách | ngày công nhận | nhóm                                           | ngoại lệ      |
        | II        | 04/07/2023     | difficult_village hoặc không có                | chưa xác định |
        | II        | 05/07/2023     | difficult_village hoặc không có                | chưa xác định |
        | II        | 06/07/2023     | Xã ngoài khu vực III có thôn đặc biệt khó khăn | không áp dụng |
        | II        | không có       | Xã ngoài khu vực III có thôn đặc biệt khó khăn | không áp dụng |
        | II        | chưa biết      | difficult_village hoặc không có                | chưa xác định |

      Dữ liệu: Chỉ xã từng ghi ở khu vực II hoặc III
        | danh sách | ngày công nhận | nhóm                                           | ngoại lệ      |
        | III       | 05/07/2023     | difficult_village hoặc không có                | chưa xác định |
        | I         | 05/07/2023     | Xã ngoài khu vực III có thôn đặc biệt khó khăn | không áp dụng |
        | không có  | 05/07/2023     | Xã ngoài khu vực III có thôn đặc biệt khó khăn | không áp dụng |

    Khung kịch bản: Kế hoạch trả lời thì xác định
      Cho quy tắc bỏ ngỏ "Xã từng ở khu vực II hoặc III nay đã đạt chuẩn nông thôn mới" được coi là <trả lời>
      Và "Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực" là "01/01/2023"
      Và các thôn của xã đó
        | Tên thôn        | Có trong danh sách thôn đặc biệt khó khăn |
        | Thôn giả định 1 | có                                           |
      Khi xét xã đó
      Thì "Nhóm xã được hỗ trợ" là "<nhóm>"
      Và "Xã được thiết lập điểm hỗ trợ" là "<được thiết lập>"

      Dữ liệu: Không áp dụng ngoại lệ nghĩa là các thôn vẫn được tính
        | trả lời        | nhóm                                           | được thiết lập |
        | không áp dụng  | Xã ngoài khu vực III có thôn đặc biệt khó khăn | có             |
        | áp dụng        | Không thuộc nhóm nào                           | không          |

    Kịch bản: Câu hỏi còn bỏ ngỏ được nêu trong điều còn thiếu và trong lời giải thích
      Cho "Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực" là "01/01/2023"
      Và các thôn của xã đó
        | Tên thôn        | Có trong danh sách thôn đặc biệt khó khăn |
        | Thôn giả định 1 | có                                           |
      Khi xét xã đó
      Thì "Nhóm xã được hỗ trợ" còn thiếu "Xã từng ở khu vực II hoặc III nay đã đạt chuẩn nông thôn mới"
      Và lời giải thích của "Nhóm xã được hỗ trợ" có "Thôn đặc biệt khó khăn của xã đã đạt chuẩn nông thôn mới có còn được tính không?"
      Và lời giải thích của "Nhóm xã được hỗ trợ" có "chưa ai trả lời"

    Kịch bản: Không có thôn đặc biệt khó khăn thì không cần trả lời câu hỏi
      Cho "Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực" là "01/01/2023"
      Và danh sách thôn đã đầy đủ
      Khi xét xã đó
      Thì "Nhóm xã được hỗ trợ" là "Không thuộc nhóm nào"

  Quy tắc: 03/2023/TT-BTTTT – mỗi xã một điểm hỗ trợ

    Khung kịch bản: Xã đã có điểm hỗ trợ thì không được thiết lập thêm
      Cho "Khu vực ghi trong danh sách" là "III"
      Và "Số điểm hỗ trợ đã có" là "<số điểm>"
      Khi xét xã đó
      Thì "Xã được thiết lập điểm hỗ trợ" là "<được thiết lập>"

      Dữ liệu:
        | số điểm   | được thiết lập |
        | 0         | có             |
        | 1         | không          |
        | 2         | không          |
        | chưa biết | có hoặc không  |

    Kịch bản: Xã đã có một điểm hỗ trợ vẫn thuộc nhóm nhưng bị loại trừ bởi ngoại lệ
      Cho "Khu vực ghi trong danh sách" là "III"
      Và "Số điểm hỗ trợ đã có" là "1"
      Khi xét xã đó
      Thì "Nhóm xã được hỗ trợ" là "Xã khu vực III"
      Và quy tắc "Xã đã có một điểm hỗ trợ" của "Xã được thiết lập điểm hỗ trợ" được áp dụng
      Và quy tắc "Xã thuộc một trong hai nhóm được hỗ trợ" của "Xã được thiết lập điểm hỗ trợ" không áp dụng
      Và lời giải thích của "Xã được thiết lập điểm hỗ trợ" có "bị loại trừ bởi ngoại lệ “Xã đã có một điểm hỗ trợ”"

    Kịch bản: Ngoài hai nhóm thì không cần biết đã có bao nhiêu điểm
      Cho danh sách thôn đã đầy đủ
      Và "Số điểm hỗ trợ đã có" là "chưa biết"
      Khi xét xã đó
      Thì "Xã được thiết lập điểm hỗ trợ" là "không"
      Và căn cứ của "Xã được thiết lập điểm hỗ trợ" là "03/2023/TT-BTTTT"

    Kịch bản: Được thiết lập thì dẫn thông tư và phụ lục X của 39/2021/QĐ-TTg
      Cho "Khu vực ghi trong danh sách" là "III"
      Khi xét xã đó
      Thì căn cứ của "Xã được thiết lập điểm hỗ trợ" là "03/2023/TT-BTTTT; 39/2021/QĐ-TTg Phụ lục X"

  Quy tắc: Bằng chứng – yếu nhất trong cái cần có, mạnh nhất giữa các cách

    Kịch bản: Hai thôn đều đặc biệt khó khăn thì lấy thôn có bằng chứng mạnh hơn
      Cho bằng chứng của mọi dữ kiện là "chính thức"
      Và các thôn của xã đó
        | Tên thôn        | Có trong danh sách thôn đặc biệt khó khăn | Bằng chứng |
        | Thôn giả định 1 | có                                           | giả định   |
        | Thôn giả định 2 | có                                           | thứ cấp    |
      Khi xét xã đó
      Thì "Xã được thiết lập điểm hỗ trợ" là "có"
      Và bằng chứng của "Xã được thiết lập điểm hỗ trợ" là "thứ cấp"

    Kịch bản: Điểm hỗ trợ đã có chỉ là giả định thì kết luận cũng là giả định
      Cho "Khu vực ghi trong danh sách" là "III"
      Và bằng chứng của mọi dữ kiện là "chính thức"
      Và bằng chứng của "Số điểm hỗ trợ đã có" là "giả định"
      Khi xét xã đó
      Thì bằng chứng của "Nhóm xã được hỗ trợ" là "chính thức"
      Và bằng chứng của "Xã được thiết lập điểm hỗ trợ" là "giả định"

  Quy tắc: Hiệu lực từ 30/05/2023

    Khung kịch bản: Ngày đầu có hiệu lực và ngày liền trước
      Thì vào ngày <ngày> bộ quy tắc "03/2023/TT-BTTTT" <hiệu lực>

      Dữ liệu:
        | ngày       | hiệu lực          |
        | 29/05/2023 | không có hiệu lực |
        | 30/05/2023 | có hiệu lực       |
