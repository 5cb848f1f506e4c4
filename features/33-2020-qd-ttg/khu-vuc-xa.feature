# language: vi
@33-2020-qd-ttg
Tính năng: Theo tiêu chí của 33/2020/QĐ-TTg, xã thuộc khu vực nào?
  Quyết định phân định xã vùng đồng bào dân tộc thiểu số và miền núi thành khu vực I, II và III.
  Mọi xã ở đây là xã giả định. Điều chưa ghi là chưa biết; chưa biết không phải là không.

  Bối cảnh:
    Cho bộ quy tắc "33/2020/QĐ-TTg" vào ngày 05/07/2023
    Và một xã
      | Tên xã                                                                   | Xã giả định A |
      | Thuộc đồng bằng sông Cửu Long                                            | không         |
      | Số hộ                                                                    | 1000          |
      | Số hộ dân tộc thiểu số                                                   | 500           |
      | Số hộ nghèo                                                              | 180           |
      | Số hộ nghèo dân tộc thiểu số                                             | 0             |
      | Số người dân tộc thiểu số 15–60 tuổi                                     | 1000          |
      | Số người dân tộc thiểu số 15–60 tuổi chưa biết đọc, viết tiếng phổ thông | 0             |
      | Số lao động có việc làm                                                  | 1000          |
      | Số lao động chưa qua đào tạo từ 3 tháng                                  | 0             |
      | Đường từ trung tâm huyện đến trung tâm xã                                | 5             |
      | Đoạn đường chưa được rải nhựa, bê tông                                   | 0             |
      | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực                       | không có      |

  Quy tắc: Điều 2 – tiêu chí áp dụng cho xã có từ 15% hộ là hộ dân tộc thiểu số

    Khung kịch bản: Tỷ lệ hộ dân tộc thiểu số quyết định xã có thuộc phạm vi áp dụng
      Cho "Số hộ dân tộc thiểu số" là "<hộ dân tộc thiểu số>"
      Khi xét xã đó
      Thì "Xã thuộc phạm vi áp dụng của tiêu chí" là "<kết luận>"

      Dữ liệu:
        | hộ dân tộc thiểu số | kết luận      |
        | 0                   | không         |
        | 149                 | không         |
        | 150                 | có            |
        | 151                 | có            |
        | chưa biết           | chưa xác định |

    Khung kịch bản: Tỷ lệ được tính chính xác với mọi số hộ
      Cho "Số hộ" là "<số hộ>"
      Và "Số hộ nghèo" là "0"
      Và "Số hộ dân tộc thiểu số" là "<hộ dân tộc thiểu số>"
      Khi xét xã đó
      Thì "Xã thuộc phạm vi áp dụng của tiêu chí" là "<kết luận>"

      Dữ liệu:
        | số hộ     | hộ dân tộc thiểu số | kết luận      |
        | 20        | 3                   | có            |
        | 3         | 1                   | có            |
        | 7         | 1                   | không         |
        | 0         | 0                   | không         |
        | chưa biết | 500                 | chưa xác định |

    Kịch bản: Xã dưới 15% hộ dân tộc thiểu số không thuộc khu vực nào dù nghèo đến đâu
      Cho "Số hộ dân tộc thiểu số" là "149"
      Và "Số hộ nghèo" là "900"
      Khi xét xã đó
      Thì "Khu vực của xã theo tiêu chí" là "Không thuộc phạm vi áp dụng"
      Và quy tắc "Xã có dưới 15% hộ là hộ dân tộc thiểu số" của "Khu vực của xã theo tiêu chí" được áp dụng
      Và căn cứ của "Khu vực của xã theo tiêu chí" là "33/2020/QĐ-TTg Điều 2"

    Kịch bản: Ngoài phạm vi thì không cần biết thêm dữ kiện nào
      Cho một xã
        | Tên xã                 | Xã giả định B |
        | Số hộ                  | 1000          |
        | Số hộ dân tộc thiểu số | 149           |
      Khi xét xã đó
      Thì "Khu vực của xã theo tiêu chí" là "không có"

    Kịch bản: Chưa biết số hộ dân tộc thiểu số thì xã nghèo thuộc khu vực III hoặc ngoài phạm vi
      Cho "Số hộ dân tộc thiểu số" là "chưa biết"
      Và "Số hộ nghèo" là "200"
      Khi xét xã đó
      Thì "Khu vực của xã theo tiêu chí" chưa xác định, có thể là "III hoặc không có"
      Và "Khu vực của xã theo tiêu chí" còn thiếu "Số hộ dân tộc thiểu số"

  Quy tắc: Điều 3 khoản 1 – khu vực III do tỷ lệ hộ nghèo, đồng bằng sông Cửu Long thấp hơn

    Khung kịch bản: Tỷ lệ hộ nghèo đủ để thuộc khu vực III
      Cho "Thuộc đồng bằng sông Cửu Long" là "<đồng bằng>"
      Và "Số hộ nghèo" là "<hộ nghèo>"
      Khi xét xã đó
      Thì "Khu vực của xã theo tiêu chí" là "<kết luận>"

      Dữ liệu: Ngoài đồng bằng sông Cửu Long, ngưỡng 20%
        | đồng bằng | hộ nghèo  | kết luận           |
        | không     | 199       | II                 |
        | không     | 200       | III                |
        | không     | 201       | III                |
        | không     | 1000      | III                |
        | không     | chưa biết | I hoặc II hoặc III |

      Dữ liệu: Ở đồng bằng sông Cửu Long, ngưỡng 15%
        | đồng bằng | hộ nghèo  | kết luận           |
        | có        | 149       | II                 |
        | có        | 150       | III                |
        | có        | 151       | III                |
        | có        | chưa biết | I hoặc II hoặc III |

      Dữ liệu: Chưa biết có ở đồng bằng không, chỉ kết luận được khi hai ngưỡng như nhau
        | đồng bằng | hộ nghèo  | kết luận           |
        | chưa biết | 149       | II                 |
        | chưa biết | 150       | II hoặc III        |
        | chưa biết | 199       | II hoặc III        |
        | chưa biết | 200       | III                |
        | chưa biết | chưa biết | I hoặc II hoặc III |

    Khung kịch bản: Ở đồng bằng sông Cửu Long, trên 150 hộ nghèo dân tộc thiểu số là khu vực III
      Cho "Thuộc đồng bằng sông Cửu Long" là "<đồng bằng>"
      Và "Số hộ" là "2000"
      Và "Số hộ nghèo" là "200"
      Và "Số hộ nghèo dân tộc thiểu số" là "<hộ nghèo thiểu số>"
      Khi xét xã đó
      Thì "Khu vực của xã theo tiêu chí" là "<kết luận>"

      Dữ liệu:
        | đồng bằng | hộ nghèo thiểu số | kết luận    |
        | có        | 149               | II          |
        | có        | 150               | II          |
        | có        | 151               | III         |
        | có        | chưa biết         | II hoặc III |
        | không     | 151               | II          |
        | không     | chưa biết         | II          |
        | chưa biết | 150               | II          |
        | chưa biết | 151               | II hoặc III |

    Kịch bản: Xã đáp ứng cả Điều 3 lẫn Điều 4 thì xét Điều 3 trước
      Không tìm thấy quy định điều nào được ưu tiên; tệp quy tắc nói rõ điều này ở phần ghi chú.

      Cho "Thuộc đồng bằng sông Cửu Long" là "có"
      Và "Số hộ" là "2000"
      Và "Số hộ nghèo" là "199"
      Và "Số hộ nghèo dân tộc thiểu số" là "151"
      Khi xét xã đó
      Thì "Khu vực của xã theo tiêu chí" là "III"
      Và quy tắc "Khu vực I do hộ nghèo dưới 10%" của "Khu vực của xã theo tiêu chí" được áp dụng
      Và căn cứ của "Khu vực của xã theo tiêu chí" là "33/2020/QĐ-TTg Điều 3"

  Quy tắc: Điều 3 khoản 2 – khu vực III do hộ nghèo thấp hơn và thêm một tiêu chí

    Khung kịch bản: Tỷ lệ hộ nghèo khi đã đạt thêm một tiêu chí
      Cho "Số người dân tộc thiểu số 15–60 tuổi chưa biết đọc, viết tiếng phổ thông" là "200"
      Và "Thuộc đồng bằng sông Cửu Long" là "<đồng bằng>"
      Và "Số hộ nghèo" là "<hộ nghèo>"
      Khi xét xã đó
      Thì "Khu vực của xã theo tiêu chí" là "<kết luận>"

      Dữ liệu: Ngoài đồng bằng sông Cửu Long, từ 15% đến dưới 20%
        | đồng bằng | hộ nghèo  | kết luận           |
        | không     | 149       | II                 |
        | không     | 150       | III                |
        | không     | 151       | III                |
        | không     | 199       | III                |
        | không     | chưa biết | I hoặc II hoặc III |

      Dữ liệu: Ở đồng bằng sông Cửu Long, từ 12% đến dưới 15%
        | đồng bằng | hộ nghèo  | kết luận           |
        | có        | 119       | II                 |
        | có        | 120       | III                |
        | có        | 121       | III                |
        | có        | 149       | III                |
        | có        | chưa biết | I hoặc II hoặc III |

      Dữ liệu: Chưa biết có ở đồng bằng không
        | đồng bằng | hộ nghèo | kết luận    |
        | chưa biết | 119      | II          |
        | chưa biết | 120      | II hoặc III |
        | chưa biết | 149      | II hoặc III |
        | chưa biết | 150      | III         |
        | chưa biết | 199      | III         |

    Khung kịch bản: Không đạt thêm tiêu chí nào thì chưa phải khu vực III
      Cho "Thuộc đồng bằng sông Cửu Long" là "<đồng bằng>"
      Và "Số hộ nghèo" là "<hộ nghèo>"
      Khi xét xã đó
      Thì "Khu vực của xã theo tiêu chí" là "II"
      Và quy tắc "Khu vực III do hộ nghèo và thêm một tiêu chí khác" của "Khu vực của xã theo tiêu chí" không áp dụng

      Dữ liệu:
        | đồng bằng | hộ nghèo |
        | không     | 150      |
        | không     | 199      |
        | có        | 120      |
        | có        | 149      |

    Khung kịch bản: Hộ dân tộc thiểu số phải chiếm trên 60% hộ nghèo
      Cho "Số hộ nghèo dân tộc thiểu số" là "<hộ nghèo thiểu số>"
      Khi xét xã đó
      Thì "Khu vực của xã theo tiêu chí" là "<kết luận>"

      Dữ liệu:
        | hộ nghèo thiểu số | kết luận    |
        | 107               | II          |
        | 108               | II          |
        | 109               | III         |
        | 180               | III         |
        | chưa biết         | II hoặc III |

    Khung kịch bản: Từ 20% người 15–60 tuổi chưa biết đọc, viết tiếng phổ thông
      Cho "Số người dân tộc thiểu số 15–60 tuổi" là "<số người>"
      Và "Số người dân tộc thiểu số 15–60 tuổi chưa biết đọc, viết tiếng phổ thông" là "<chưa biết chữ>"
      Khi xét xã đó
      Thì "Khu vực của xã theo tiêu chí" là "<kết luận>"

      Dữ liệu:
        | số người  | chưa biết chữ | kết luận    |
        | 1000      | 199           | II          |
        | 1000      | 200           | III         |
        | 1000      | 201           | III         |
        | 1000      | chưa biết     | II hoặc III |
        | chưa biết | 200           | II hoặc III |
        | 0         | 0             | II          |

    Khung kịch bản: Trên 80% lao động chưa qua đào tạo
      Cho "Số lao động có việc làm" là "<lao động>"
      Và "Số lao động chưa qua đào tạo từ 3 tháng" là "<chưa đào tạo>"
      Khi xét xã đó
      Thì "Khu vực của xã theo tiêu chí" là "<kết luận>"

      Dữ liệu:
        | lao động  | chưa đào tạo | kết luận    |
        | 1000      | 799          | II          |
        | 1000      | 800          | II          |
        | 1000      | 801          | III         |
        | 1000      | chưa biết    | II hoặc III |
        | chưa biết | 801          | II hoặc III |
        | 0         | 0            | II          |

    Khung kịch bản: Đường dài trên 20 km và trên 50% chưa được rải nhựa, bê tông
      Cho "Đường từ trung tâm huyện đến trung tâm xã" là "<đường>"
      Và "Đoạn đường chưa được rải nhựa, bê tông" là "<chưa rải>"
      Khi xét xã đó
      Thì "Khu vực của xã theo tiêu chí" là "<kết luận>"

      Dữ liệu: Chiều dài, khi toàn bộ chưa được rải
        | đường     | chưa rải | kết luận    |
        | 19.9      | 19.9     | II          |
        | 20        | 20       | II          |
        | 20.1      | 20.1     | III         |
        | chưa biết | 15       | II hoặc III |

      Dữ liệu: Phần chưa được rải của 30 km
        | đường | chưa rải  | kết luận    |
        | 30    | 14.9      | II          |
        | 30    | 15        | II          |
        | 30    | 15.1      | III         |
        | 30    | chưa biết | II hoặc III |
        | 20    | chưa biết | II          |
        | 0     | 0         | II          |

    Kịch bản: Đạt một tiêu chí thì không cần biết các tiêu chí còn lại
      Cho "Số lao động chưa qua đào tạo từ 3 tháng" là "801"
      Và "Số hộ nghèo dân tộc thiểu số" là "chưa biết"
      Và "Đường từ trung tâm huyện đến trung tâm xã" là "chưa biết"
      Khi xét xã đó
      Thì "Khu vực của xã theo tiêu chí" là "III"

    Kịch bản: Ba tiêu chí không đạt và một tiêu chí chưa biết thì chưa kết luận được
      Cho "Số lao động chưa qua đào tạo từ 3 tháng" là "chưa biết"
      Khi xét xã đó
      Thì "Khu vực của xã theo tiêu chí" là "II hoặc III"
      Và "Khu vực của xã theo tiêu chí" còn thiếu "Số lao động chưa qua đào tạo từ 3 tháng"
      Và "Khu vực của xã theo tiêu chí" không cần "Số người dân tộc thiểu số 15–60 tuổi"

  Quy tắc: Điều 3 và Điều 4 – xã đã đạt chuẩn nông thôn mới là khu vực I

    Khung kịch bản: Ngày công nhận nông thôn mới so với ngày xét
      Cho "Số hộ nghèo" là "200"
      Và "Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực" là "<ngày công nhận>"
      Khi xét xã đó
      Thì "Khu vực của xã theo tiêu chí" là "<kết luận>"

      Dữ liệu:
        | ngày công nhận | kết luận    |
        | 01/01/2015     | I           |
        | 04/07/2023     | I           |
        | 05/07/2023     | I           |
        | 06/07/2023     | III         |
        | không có       | III         |
        | chưa biết      | I hoặc III  |

    Khung kịch bản: Cùng một xã xét vào những ngày khác nhau
      Cho bộ quy tắc "33/2020/QĐ-TTg" vào ngày <ngày xét>
      Và "Số hộ nghèo" là "200"
      Và "Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực" là "05/07/2023"
      Khi xét xã đó
      Thì "Khu vực của xã theo tiêu chí" là "<kết luận>"

      Dữ liệu:
        | ngày xét   | kết luận |
        | 04/07/2023 | III      |
        | 05/07/2023 | I        |

    Kịch bản: Đã đạt chuẩn nông thôn mới thì không cần biết số hộ nghèo
      Cho "Số hộ nghèo" là "chưa biết"
      Và "Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực" là "01/01/2020"
      Khi xét xã đó
      Thì "Khu vực của xã theo tiêu chí" là "I"
      Và quy tắc "Khu vực I do đã đạt chuẩn nông thôn mới" của "Khu vực của xã theo tiêu chí" được áp dụng

  Quy tắc: Điều 4 và Điều 5 – khu vực I dưới 10% hộ nghèo, còn lại là khu vực II

    Khung kịch bản: Tỷ lệ hộ nghèo dưới 10% là khu vực I
      Cho "Số hộ nghèo" là "<hộ nghèo>"
      Khi xét xã đó
      Thì "Khu vực của xã theo tiêu chí" là "<kết luận>"

      Dữ liệu:
        | hộ nghèo | kết luận |
        | 0        | I        |
        | 99       | I        |
        | 100      | II       |
        | 101      | II       |

    Kịch bản: Dưới 10% hộ nghèo thì không cần biết ngày công nhận nông thôn mới
      Cho "Số hộ nghèo" là "99"
      Và "Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực" là "chưa biết"
      Khi xét xã đó
      Thì "Khu vực của xã theo tiêu chí" là "I"

    Kịch bản: Từ 10% hộ nghèo mà chưa biết ngày công nhận thì còn tùy ngày đó
      Cho "Số hộ nghèo" là "100"
      Và "Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực" là "chưa biết"
      Khi xét xã đó
      Thì "Khu vực của xã theo tiêu chí" là "I hoặc II"
      Và "Khu vực của xã theo tiêu chí" còn thiếu "Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực"

    Khung kịch bản: Kết luận nào cũng dẫn đúng điều
      Cho "Số hộ dân tộc thiểu số" là "<hộ dân tộc thiểu số>"
      Và "Số hộ nghèo" là "<hộ nghèo>"
      Khi xét xã đó
      Thì "Khu vực của xã theo tiêu chí" là "<kết luận>"
      Và căn cứ của "Khu vực của xã theo tiêu chí" là "<căn cứ>"

      Dữ liệu:
        | hộ dân tộc thiểu số | hộ nghèo | kết luận | căn cứ                 |
        | 149                 | 90       | không có | 33/2020/QĐ-TTg Điều 2  |
        | 500                 | 200      | III      | 33/2020/QĐ-TTg Điều 3  |
        | 500                 | 99       | I        | 33/2020/QĐ-TTg Điều 4  |
        | 500                 | 100      | II       | 33/2020/QĐ-TTg Điều 5  |

  Quy tắc: Bằng chứng của kết luận là bằng chứng yếu nhất trong cách chứng minh mạnh nhất

    Khung kịch bản: Dữ kiện cần cho kết luận làm bằng chứng yếu đi
      Cho bằng chứng của mọi dữ kiện là "chính thức"
      Và "Số hộ nghèo" là "200"
      Và bằng chứng của "<dữ kiện>" là "<bằng chứng>"
      Khi xét xã đó
      Thì bằng chứng của "Khu vực của xã theo tiêu chí" là "<kết luận>"

      Dữ liệu:
        | dữ kiện                 | bằng chứng | kết luận    |
        | Số hộ nghèo             | thứ cấp    | thứ cấp     |
        | Số hộ nghèo             | giả định   | giả định    |
        | Số hộ dân tộc thiểu số  | không nêu  | không nêu   |
        | Số lao động có việc làm | giả định   | chính thức  |

    Kịch bản: Hai tiêu chí cùng đạt thì lấy tiêu chí có bằng chứng mạnh hơn
      Cho bằng chứng của mọi dữ kiện là "chính thức"
      Và "Số lao động chưa qua đào tạo từ 3 tháng" là "801"
      Và "Số người dân tộc thiểu số 15–60 tuổi chưa biết đọc, viết tiếng phổ thông" là "200"
      Và bằng chứng của "Số người dân tộc thiểu số 15–60 tuổi chưa biết đọc, viết tiếng phổ thông" là "thứ cấp"
      Khi xét xã đó
      Thì "Khu vực của xã theo tiêu chí" là "III"
      Và bằng chứng của "Khu vực của xã theo tiêu chí" là "chính thức"

    Kịch bản: Khu vực II cần mọi tiêu chí khác không đạt nên dữ kiện nào yếu cũng làm yếu kết luận
      Cho bằng chứng của mọi dữ kiện là "chính thức"
      Và "Số hộ nghèo" là "100"
      Và bằng chứng của "Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực" là "thứ cấp"
      Khi xét xã đó
      Thì "Khu vực của xã theo tiêu chí" là "II"
      Và bằng chứng của "Khu vực của xã theo tiêu chí" là "thứ cấp"

  Quy tắc: Lời giải thích như cán bộ đọc

    Kịch bản: Giải thích vì sao xã thuộc khu vực III
      Cho "Số hộ nghèo" là "200"
      Khi xét xã đó
      Thì lời giải thích của "Khu vực của xã theo tiêu chí" có "Khu vực của xã theo tiêu chí: Đạt tiêu chí xã khu vực III — 33/2020/QĐ-TTg Điều 3"
      Và lời giải thích của "Khu vực của xã theo tiêu chí" có "✓ Khu vực III do tỷ lệ hoặc số hộ nghèo — 33/2020/QĐ-TTg Điều 3"
      Và lời giải thích của "Khu vực của xã theo tiêu chí" có "ngày xét 05/07/2023"

    Kịch bản: Giải thích vì sao chưa kết luận được và còn thiếu gì
      Cho "Số hộ nghèo" là "chưa biết"
      Khi xét xã đó
      Thì lời giải thích của "Khu vực của xã theo tiêu chí" có "chưa xác định"
      Và lời giải thích của "Khu vực của xã theo tiêu chí" có "còn thiếu: Số hộ nghèo"

  Quy tắc: Dữ kiện mâu thuẫn thì không xét

    Kịch bản: Số hộ nghèo nhiều hơn số hộ
      Cho "Số hộ nghèo" là "1001"
      Thì xã đó không xét được vì "nhiều hơn Số hộ"

    Kịch bản: Có hộ nghèo mà không có hộ nào
      Cho "Số hộ" là "0"
      Thì xã đó không xét được vì "nhiều hơn Số hộ"

  Quy tắc: Tiêu chí có hiệu lực từ 31/12/2020

    Khung kịch bản: Ngày đầu có hiệu lực và ngày liền trước
      Thì vào ngày <ngày> bộ quy tắc "33/2020/QĐ-TTg" <hiệu lực>

      Dữ liệu:
        | ngày       | hiệu lực           |
        | 30/12/2020 | không có hiệu lực  |
        | 31/12/2020 | có hiệu lực        |
        | 05/07/2023 | có hiệu lực        |
