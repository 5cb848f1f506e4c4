# language: vi
@92-kh-stttt
Tính năng: Điểm hỗ trợ có được thiết lập đúng hạn, trong quý III và quý IV năm 2023 không?
  Ngày lắp đặt là ngày được tính. Chưa biết ngày lắp đặt mà bàn giao hay đưa vào sử dụng trong thời hạn thì đã xong đúng hạn.
  Điểm ở đây là giả định.

  Quy tắc: 92/KH-STTTT – từ 01/07/2023 đến 31/12/2023

    Khung kịch bản: Ngày lắp đặt so với thời hạn
      Cho kế hoạch "92/KH-STTTT"
      Và các điểm hỗ trợ sau
        | Mã xã | Xã            | Ngày lắp đặt   |
        | 90001 | Xã giả định A | <ngày lắp đặt> |
      Khi phân bổ
      Thì điểm hỗ trợ ở "90001" <kết quả>

      Dữ liệu:
        | ngày lắp đặt | kết quả               |
        | 30/06/2023   | không đúng hạn        |
        | 01/07/2023   | đúng hạn              |
        | 30/09/2023   | đúng hạn              |
        | 31/12/2023   | đúng hạn              |
        | 01/01/2024   | không đúng hạn        |
        | không có     | chưa biết có đúng hạn |
        | chưa biết    | chưa biết có đúng hạn |

    Khung kịch bản: Chưa lắp đặt thì trễ hạn khi thời hạn đã qua
      Cho kế hoạch "92/KH-STTTT" vào ngày <ngày xét>
      Và các điểm hỗ trợ sau
        | Mã xã | Ngày lắp đặt |
        | 90001 | không có     |
      Khi phân bổ
      Thì điểm hỗ trợ ở "90001" <kết quả>

      Dữ liệu:
        | ngày xét   | kết quả               |
        | 30/12/2023 | chưa biết có đúng hạn |
        | 31/12/2023 | chưa biết có đúng hạn |
        | 01/01/2024 | không đúng hạn        |

    Khung kịch bản: Chưa biết ngày lắp đặt, biết ngày bàn giao hoặc đưa vào sử dụng
      Cho kế hoạch "92/KH-STTTT"
      Và các điểm hỗ trợ sau
        | Mã xã | Ngày lắp đặt | Ngày bàn giao | Ngày đưa vào sử dụng |
        | 90001 | chưa biết    | <bàn giao>    | <sử dụng>            |
      Khi phân bổ
      Thì điểm hỗ trợ ở "90001" <kết quả>

      Dữ liệu:
        | bàn giao   | sử dụng    | kết quả               |
        | 30/06/2023 | chưa biết  | không đúng hạn        |
        | 01/07/2023 | chưa biết  | đúng hạn              |
        | 01/01/2024 | chưa biết  | chưa biết có đúng hạn |
        | chưa biết  | 30/06/2023 | không đúng hạn        |
        | chưa biết  | 31/12/2023 | đúng hạn              |
        | chưa biết  | 01/01/2024 | chưa biết có đúng hạn |

    Kịch bản: Nhiều điểm, điểm nào xét điểm ấy
      Cho kế hoạch "92/KH-STTTT"
      Và các điểm hỗ trợ sau
        | Mã xã | Ngày lắp đặt |
        | 90001 | 15/11/2023   |
        | 90002 | 02/02/2024   |
      Khi phân bổ
      Thì điểm hỗ trợ ở "90001" đúng hạn
      Và điểm hỗ trợ ở "90002" không đúng hạn
