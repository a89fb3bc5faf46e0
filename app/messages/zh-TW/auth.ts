import type en from '../en/auth'
import type { Shape } from '../shape'

export default {
  login: {
    title: '登入',
    lead: '歡迎回來。',
    submit: '登入',
    noAccount: '第一次使用？',
    register: '建立帳號',
    required: '請先登入，才能檢視這個頁面。',
  },
  register: {
    title: '建立帳號',
    lead: '只要一分鐘，資料都留在這台主機上。',
    submit: '建立帳號',
    haveAccount: '已經有帳號了？',
    login: '登入',
    closedTitle: '已關閉註冊',
    closed: '此系統目前不開放新帳號，請洽管理員。',
    first: '這是系統的第一個帳號，將成為管理員。',
  },
  email: '電子郵件地址',
  userName: '您的名字',
  password: '密碼',
  passwordHint: '至少 {min} 個字元。用幾個詞連在一起就是好密碼。',
} satisfies Shape<typeof en>
