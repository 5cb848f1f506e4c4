# language: vi
@33-2020-qd-ttg
Tính năng: Theo tiêu chí của 33/2020/QĐ-TTg, thôn nào là thôn đặc biệt khó khăn?
  Ngưỡng về hộ nghèo tùy xã của thôn có thuộc đồng bằng sông Cửu Long hay không.
  Mọi xã và thôn ở đây là giả định. Điều chưa ghi là chưa biết.

  Bối cảnh:
    Cho bộ quy tắc "33/2020/QĐ-TTg" vào ngày 05/07/2023
    Và một thôn
      | Tên thôn                     | Thôn giả định 1 |
      | Số hộ                        | 1000            |
      | Số hộ dân tộc thiểu số       | 500             |
      | Số hộ nghèo                  | 180             |
      | Số hộ nghèo dân tộc thiểu số | 0               |
      | Đường đến trung tâm xã       | good            |
      | Số hộ chưa dùng điện lưới    | 0               |
    Và thôn đó thuộc một xã
      | Tên xã                        | Xã giả định A |
      | Thuộc đồng bằng sông Cửu Long | không         |

  Quy tắc: Điều 2 – tiêu chí áp dụng cho thôn có từ 15% hộ là hộ dân tộc thiểu số

    Khung kịch bản: Tỷ lệ hộ dân tộc thiểu số quyết định thôn có thuộc phạm vi áp dụng
      Cho "Số hộ nghèo" là "900"
      Và "Số hộ nghèo dân tộc thiểu số" là "chưa biết"
      Và "Số hộ dân tộc thiểu số" là "<hộ dân tộc thiểu số>"
      Khi xét thôn đó
      Thì "Thôn thuộc phạm vi áp dụng của tiêu chí" là "<phạm vi>"
      Và "Thôn đặc biệt khó khăn theo tiêu chí" là "<đặc biệt khó khăn>"

      Dữ liệu:
        | hộ dân tộc thiểu số | phạm vi       | đặc biệt khó khăn |
        | 149                 | không         | không             |
        | 150                 | có            | có                |
        | 151                 | có            | có                |
        | chưa biết           | chưa xác định | có hoặc không     |

    Kịch bản: Chưa biết phạm vi nhưng không còn hộ nghèo thì vẫn kết luận được
      Cho "Số hộ dân tộc thiểu số" là "chưa biết"
      Và "Số hộ nghèo" là "0"
      Khi xét thôn đó
      Thì "Thôn đặc biệt khó khăn theo tiêu chí" là "không"

  Quy tắc: Điều 6 khoản 1 – do tỷ lệ hoặc số hộ nghèo

    Khung kịch bản: Tỷ lệ hộ nghèo đủ để là thôn đặc biệt khó khăn
      Cho thôn đó thuộc một xã
        | Tên xã                        | Xã giả định A |
        | Thuộc đồng bằng sông Cửu Long | <đồng bằng>   |
      Và "Số hộ nghèo" là "<hộ nghèo>"
      Khi xét thôn đó
      Thì "Thôn đặc biệt khó khăn theo tiêu chí" là "<kết luận>"

      Dữ liệu: Ngoài đồng bằng sông Cửu Long, ngưỡng 20%
        | đồng bằng | hộ nghèo  | kết luận      |
        | không     | 199       | không         |
        | không     | 200       | có            |
        | không     | 201       | có            |
        | không     | chưa biết | có hoặc không |

      Dữ liệu: Ở đồng bằng sông Cửu Long, ngưỡng 15%
        | đồng bằng | hộ nghèo  | kết luận      |
        | có        | 149       | không         |
        | có        | 150       | có            |
        | có        | 151       | có            |
        | có        | chưa biết | có hoặc không |

      Dữ liệu: Chưa biết xã có ở đồng bằng không
        | đồng bằng | hộ nghèo | kết luận      |
        | chưa biết | 149      | không         |
        | chưa biết | 150      | có hoặc không |
        | chưa biết | 199      | có hoặc không |
        | chưa biết | 200      | có            |

    Khung kịch bản: Ở đồng bằng sông Cửu Long, trên 30 hộ nghèo dân tộc thiểu số
      Cho thôn đó thuộc một xã
        | Tên xã                        | Xã giả định A |
        | Thuộc đồng bằng sông Cửu Long | <đồng bằng>   |
      Và "Số hộ nghèo" là "100"
      Và "Số hộ nghèo dân tộc thiểu số" là "<hộ nghèo thiểu số>"
      Khi xét thôn đó
      Thì "Thôn đặc biệt khó khăn theo tiêu chí" là "<kết luận>"

      Dữ liệu:
        | đồng bằng | hộ nghèo thiểu số | kết luận      |
        | có        | 29                | không         |
        | có        | 30                | không         |
        | có        | 31                | có            |
        | có        | chưa biết         | có hoặc không |
        | không     | 31                | không         |
        | không     | chưa biết         | không         |
        | chưa biết | 30                | không         |
        | chưa biết | 31                | có hoặc không |

    Kịch bản: Chưa biết thôn thuộc xã nào thì chỉ kết luận được khi hai ngưỡng như nhau
      Cho một thôn
        | Tên thôn               | Thôn giả định 2 |
        | Số hộ                  | 1000            |
        | Số hộ dân tộc thiểu số | 500             |
        | Số hộ nghèo            | 200             |
      Khi xét thôn đó
      Thì "Thôn đặc biệt khó khăn theo tiêu chí" là "có"

  Quy tắc: Điều 6 khoản 2 – do hộ nghèo thấp hơn và thêm một tiêu chí

    Khung kịch bản: Tỷ lệ hộ nghèo khi đường rất khó đi
      Cho thôn đó thuộc một xã
        | Tên xã                        | Xã giả định A |
        | Thuộc đồng bằng sông Cửu Long | <đồng bằng>   |
      Và "Đường đến trung tâm xã" là "hard"
      Và "Số hộ nghèo" là "<hộ nghèo>"
      Khi xét thôn đó
      Thì "Thôn đặc biệt khó khăn theo tiêu chí" là "<kết luận>"

      Dữ liệu: Ngoài đồng bằng sông Cửu Long, từ 15% đến dưới 20%
        | đồng bằng | hộ nghèo  | kết luận      |
        | không     | 149       | không         |
        | không     | 150       | có            |
        | không     | 151       | có            |
        | không     | 199       | có            |
        | không     | chưa biết | có hoặc không |

      Dữ liệu: Ở đồng bằng sông Cửu Long, từ 12% đến dưới 15%
        | đồng bằng | hộ nghèo  | kết luận      |
        | có        | 119       | không         |
        | có        | 120       | có            |
        | có        | 121       | có            |
        | có        | 149       | có            |
        | có        | chưa biết | có hoặc không |

      Dữ liệu: Chưa biết xã có ở đồng bằng không
        | đồng bằng | hộ nghèo | kết luận      |
        | chưa biết | 119      | không         |
        | chưa biết | 120      | có hoặc không |
        | chưa biết | 149      | có hoặc không |
        | chưa biết | 150      | có            |

    Kịch bản: Không đạt thêm tiêu chí nào thì chưa phải thôn đặc biệt khó khăn
      Khi xét thôn đó
      Thì "Thôn đặc biệt khó khăn theo tiêu chí" là "không"
      Và quy tắc "Thôn đặc biệt khó khăn do hộ nghèo và thêm một tiêu chí khác" của "Thôn đặc biệt khó khăn theo tiêu chí" không áp dụng

    Khung kịch bản: Hộ dân tộc thiểu số phải chiếm trên 60% hộ nghèo của thôn
      Cho "Số hộ nghèo dân tộc thiểu số" là "<hộ nghèo thiểu số>"
      Khi xét thôn đó
      Thì "Thôn đặc biệt khó khăn theo tiêu chí" là "<kết luận>"

      Dữ liệu:
        | hộ nghèo thiểu số | kết luận      |
        | 107               | không         |
        | 108               | không         |
        | 109               | có            |
        | chưa biết         | có hoặc không |

    Khung kịch bản: Đường đến trung tâm xã
      good là đi lại được, hard là rất khó đi, nhất là vào mùa mưa; no_road là chưa có đường.

      Cho "Đường đến trung tâm xã" là "<đường>"
      Khi xét thôn đó
      Thì "Thôn đặc biệt khó khăn theo tiêu chí" là "<kết luận>"

      Dữ liệu:
        | đường            | kết luận      |
        | good             | không         |
        | hard             | có            |
        | no_road          | có            |
        | hard hoặc no_road | có            |
        | good hoặc hard   | có hoặc không |
        | chưa biết        | có hoặc không |

    Khung kịch bản: Trên 30% hộ chưa dùng điện lưới
      Cho "Số hộ chưa dùng điện lưới" là "<hộ chưa dùng điện>"
      Khi xét thôn đó
      Thì "Thôn đặc biệt khó khăn theo tiêu chí" là "<kết luận>"

      Dữ liệu:
        | hộ chưa dùng điện | kết luận      |
        | 299               | không         |
        | 300               | không         |
        | 301               | có            |
        | 1000              | có            |
        | chưa biết         | có hoặc không |

    Kịch bản: Chưa có đường thì không cần biết về điện
      Cho "Đường đến trung tâm xã" là "no_road"
      Và "Số hộ chưa dùng điện lưới" là "chưa biết"
      Khi xét thôn đó
      Thì "Thôn đặc biệt khó khăn theo tiêu chí" là "có"

    Kịch bản: Còn thiếu dữ kiện nào thì nói rõ dữ kiện ấy
      Cho "Số hộ chưa dùng điện lưới" là "chưa biết"
      Khi xét thôn đó
      Thì "Thôn đặc biệt khó khăn theo tiêu chí" chưa xác định
      Và "Thôn đặc biệt khó khăn theo tiêu chí" còn thiếu "Số hộ chưa dùng điện lưới"
      Và lời giải thích của "Thôn đặc biệt khó khăn theo tiêu chí" có "còn thiếu: Số hộ chưa dùng điện lưới"

  Quy tắc: Điều 6 – quy định về thôn không loại trừ xã đã đạt chuẩn nông thôn mới

    Khung kịch bản: Ngày công nhận nông thôn mới của xã không làm thay đổi kết luận về thôn
      Cho thôn đó thuộc một xã
        | Tên xã                                             | Xã giả định A    |
        | Thuộc đồng bằng sông Cửu Long                      | không            |
        | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | <ngày công nhận> |
      Và "Số hộ nghèo" là "200"
      Khi xét thôn đó
      Thì "Thôn đặc biệt khó khăn theo tiêu chí" là "có"
      Và căn cứ của "Thôn đặc biệt khó khăn theo tiêu chí" là "33/2020/QĐ-TTg Điều 6"

      Dữ liệu:
        | ngày công nhận |
        | 04/07/2023     |
        | 05/07/2023     |
        | 06/07/2023     |
        | không có       |
        | chưa biết      |

  Quy tắc: Điều 6 – bằng chứng và lời giải thích

    Kịch bản: Bằng chứng yếu nhất trong những điều cần cho kết luận
      Cho "Số hộ nghèo" là "200"
      Và bằng chứng của mọi dữ kiện là "chính thức"
      Và bằng chứng của "Số hộ nghèo" là "thứ cấp"
      Khi xét thôn đó
      Thì "Thôn đặc biệt khó khăn theo tiêu chí" là "có"
      Và bằng chứng của "Thôn đặc biệt khó khăn theo tiêu chí" là "thứ cấp"

    Kịch bản: Đồng bằng hay không cũng vậy thì bằng chứng về đồng bằng không làm yếu kết luận về phạm vi
      Cho bằng chứng của mọi dữ kiện là "chính thức"
      Khi xét thôn đó
      Thì bằng chứng của "Thôn thuộc phạm vi áp dụng của tiêu chí" là "chính thức"

    Kịch bản: Giải thích vì sao là thôn đặc biệt khó khăn
      Cho "Số hộ nghèo" là "200"
      Khi xét thôn đó
      Thì lời giải thích của "Thôn đặc biệt khó khăn theo tiêu chí" có "Thôn đặc biệt khó khăn theo tiêu chí: có — 33/2020/QĐ-TTg Điều 6"
      Và lời giải thích của "Thôn đặc biệt khó khăn theo tiêu chí" có "✓ Thôn đặc biệt khó khăn do tỷ lệ hoặc số hộ nghèo"
