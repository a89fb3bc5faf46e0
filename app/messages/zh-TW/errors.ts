import type en from '../en/errors'
import type { Shape } from '../shape'

export default {
  bad_request: '無法處理這項要求，請檢查輸入的內容後再試一次。',
  unauthenticated: '請先登入。',
  forbidden: '您沒有權限執行這項操作。',
  cross_site_request: '這份表單來自其他網站，已被拒絕。請開啟 Steno 後再試一次。',
  not_found: '這裡沒有任何內容，可能已被刪除。',
  method_not_allowed: '這個網址不能這樣使用。',
  conflict: '內容剛才有所變更，請重新載入頁面後再試一次。',
  form_too_large: '送出的內容太大：最多 {maxSize}。',
  too_many_attempts: '嘗試次數過多，請於 {retryMinutes, plural, other {# 分鐘}}後再試。',
  internal: '系統發生錯誤，請再試一次。若問題持續發生，請通知管理員。',
  unavailable: 'Steno 目前無法執行這項操作，請稍後再試。',
  database_unavailable: '目前無法連線到資料庫。已儲存的內容不會遺失，請稍後再試。',
  email_taken: '這個電子郵件地址已註冊帳號。',
  last_admin: '您是唯一的管理員。只要這裡還有其他帳號，就無法刪除您的帳號。',
  wrong_credentials: '電子郵件地址或密碼錯誤。',
  no_subscription: '您的帳號沒有任何方案，請洽管理員。',
  recordings_used_up:
    '{renewsOn, select, none {本月方案的錄音份數已用完。} other {' +
    '本月方案的 {limit, plural, other {# 份}}錄音已用完，額度將於 {renewsOn} 更新。}}',
  minutes_used_up:
    '{renewsOn, select, none {本月方案剩餘的分鐘數不足以處理這份錄音。} other {{fits, select, ' +
    'never {這份錄音需要 {needed, number} 分鐘，超過方案整月的 {limit, number} 分鐘。' +
    '請變更方案，或將錄音分段。} other {{left, plural, ' +
    '=0 {這份錄音需要 {needed, number} 分鐘，但本月方案的分鐘數已用完。} ' +
    'other {這份錄音需要 {needed, number} 分鐘，但本月方案只剩 # 分鐘。}}額度將於 {renewsOn} 更新。}}}}',
  upload_too_large: '檔案過大，上限為 {maxSize}。',
  upload_incomplete: '檔案尚未傳完，上傳就中斷了，請重新傳送。',
  upload_stalled: '太久沒有收到資料，上傳已結束，請重新傳送。',
  media_empty: '這個檔案沒有聲音，或長度太短。',
  media_not_recognised: '這不是 Steno 能讀取的音訊或影片。',
  media_no_audio: '檔案中沒有音軌。',
  media_truncated: '檔案不完整或已損毀，沒有可用的內容。',
  media_too_long: '錄音過長，上限為 {hoursMax, plural, other {# 小時}}。',
  media_too_costly: '讀取這個檔案所需的記憶體或時間超過上限。',
  model_unknown: '沒有這個辨識模型。',
  model_not_installed:
    '尚未安裝這個辨識模型。{command, select, none {} ' +
    'other {管理員可在伺服器上執行以下指令安裝：{command}}}',
  language_not_installed:
    '尚未安裝這個語言的辨識模型。{command, select, none {} ' +
    'other {管理員可在伺服器上執行以下指令安裝：{command}}}',
  language_not_in_model: '所選的模型無法辨識這個語言。請選擇其他模型，或讓 Steno 自動選擇。',
  recognizer_failed: '辨識意外中止，請再試一次。',
  draft_exists: '這段錄音已經在重新轉錄，或結果正等您決定。',
  transcript_changed: '逐字稿在這段時間內有修改，請再看一次差異。',
  live_busy: '目前即時辨識的名額已滿，請稍後再試。',
  live_sessions_max: '您同時在太多地方錄音，請先結束其中一個。',
  live_over: '這個即時場次已經結束。',
  webhook_failed: '接收端沒有收下通知。請查看傳送記錄。',
  webhook_refused: '接收端拒絕了通知。請查看傳送記錄。',
  object_not_found: '這份錄音的音訊已不存在。',
  object_corrupt: '儲存的音訊已損毀，無法讀取。',
  storage_unavailable: '目前無法存取儲存空間，請稍後再試。',
  storage_full: '儲存空間已滿，請管理員清出空間。',
  step_timeout: '這個步驟耗時過久，已經停止。',
  lost_lease: '這項工作已由其他程序接手。',
  cancelled: '已取消。',
  llm_not_configured: '這裡尚未設定語言模型。管理員可以連接一個。',
  vectors_unavailable: '目前無法依語意搜尋。',
  provider_unavailable: '目前無法連上模型伺服器。請稍後再試。',
  provider_busy: '模型伺服器目前太忙。請稍後再試。',
  provider_garbled: '模型伺服器的回覆無法使用。請再試一次。',
  provider_refused: '模型伺服器拒絕了這項請求。請洽管理員：記錄檔中有原因。',
  provider_input_too_long: '這段文字超過語言模型一次能處理的長度。',
  config_invalid: 'Steno 的設定有誤，請洽管理員。',
  fields: {
    email: '請輸入電子郵件地址，例如 name@example.org。',
    userName: '請輸入 1 到 {nameCharsMax} 個字元的名稱。',
    name: '請輸入 1 到 {nameCharsMax} 個字元的名稱。',
    password: '請設定 {passwordCharsMin} 到 {passwordCharsMax} 個字元的密碼。',
    next: '請設定 {passwordCharsMin} 到 {passwordCharsMax} 個字元的密碼。',
    current: '目前的密碼不正確。',
    avatar: '請選擇不超過 {avatarSize} 的圖片（JPEG、PNG、WebP、GIF 或 AVIF）。',
    title: '請輸入 1 到 {titleCharsMax} 個字元的標題。',
    text: '請輸入 1 到 {segmentTextCharsMax} 個字元的文字。',
    language: '請從清單中選擇語言。',
    file: '請至少選擇一個檔案。',
    languages: '同時最多 {translationLanguagesMax} 種語言。請先移除其中一種。',
    webhookUrl: '請輸入以 https:// 開頭、可從網際網路連線的網址。',
    registration: '此系統已關閉註冊，請洽管理員。',
  },
  page: {
    notFound: '找不到這個頁面',
    forbidden: '您無法檢視這個頁面',
    failed: '操作未成功',
    away: '稍後就回來',
    requestId: '要求編號 {id}',
    home: '回到首頁',
  },
} satisfies Shape<typeof en>
