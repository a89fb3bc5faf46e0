import type en from '../en/developers'
import type { Shape } from '../shape'

export default {
  title: '開發者 API',
  lead: '頁面上能做的錄音管理、搜尋與提問，程式也都能做。',
  begin: '開始使用',
  beginHow: '在<link>設定的「API 金鑰」</link>建立金鑰，並隨每個請求送出。若要用密碼登入，請見下方的「Log in」。',
  document: '自動產生程式碼的工具可以使用 <link>OpenAPI 文件</link>，內容與本頁來自相同的描述。',
  public: '任何人',
  anyKey: '任何金鑰',
  parameters: '參數',
  body: '傳送',
  answer: '回應',
  refusals: '拒絕代碼：',
  name: '名稱',
  meaning: '意義',
  problems: '錯誤',
  problemsLead: '拒絕的回應是 application/problem+json。程式應依據其中不會變動的代碼判斷。',
} satisfies Shape<typeof en>
