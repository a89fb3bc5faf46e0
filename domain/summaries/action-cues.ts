/** Phrases that announce something to be done, each language by itself: the recording's may not be known. */
const STRONG: readonly RegExp[] = [
  /\b(action items?|to-?dos?|follow(ing)? up|take care of|make sure|remember to|don['’]?t forget|let['’]?s|deadline|due (by|on)|assigned to)\b/i,
  /\b(please|could you|can you|would you)\s+(?!see|tell me|hear|imagine|believe)\w+/i,
  /\b(we|you|they|i|he|she|somebody|someone|[A-Z]\w+)\s+(still\s+)?(need|needs|have|has) to\b/,
  /\bi['’]ll\s+(send|write|call|check|ask|prepare|book|fix|look into|update|share|set up|talk|schedule|review|draft|order)\b/i,
  /(cần phải|việc cần làm|hạn chót|đừng quên|nhớ (là |phải )?\p{L}+|chịu trách nhiệm|phụ trách|theo dõi tiếp|hãy \p{L}+|nhờ (anh|chị|em|bạn|mọi người))/iu,
  /((chúng ta|chúng tôi|mình|anh|chị|em|bạn|tôi) (sẽ )?(cần|phải) )/iu,
  /(待辦|待办|記得|记得|別忘了|别忘了|不要忘記|務必|务必|截止|負責|负责|跟進|跟进|麻煩(你|您|大家)|麻烦(你|您|大家)|請(你|您|大家|在|把|於)|请(你|您|大家|在|把|于))/u,
  /(我們|我们|你們|你们|大家|我|你|他|她)(還|还|都)?(需要|必須|必须|得要|應該要|应该要)/u,
]
/** These announce something only together with a day. */
const WEAK = /\b(will|shall|should|must|going to|gonna)\b|(sẽ|nên|phải)\s|(會|会|將|将|要|應該|应该)/iu
const DAY = new RegExp([
  '\\b(by|before|until|on|this|next)\\s+(mon|tues|wednes|thurs|fri|satur|sun)day\\b|\\b(tomorrow|tonight|next (week|month|quarter)|end of (the )?(day|week|month))\\b',
  '(ngày mai|tuần (này|sau|tới)|tháng (này|sau|tới)|thứ (hai|ba|tư|năm|sáu|bảy)|chủ nhật|cuối (tuần|tháng|ngày)|trước ngày)',
  '(明天|後天|后天|下週|下周|下星期|下個月|下个月|週[一二三四五六日]|周[一二三四五六日]|星期[一二三四五六日]|月底|之前)',
].join('|'), 'iu')

/** How surely a sentence says that something is to be done: 0 for not at all. */
export function actionScore(sentence: string): number {
  const hasDay = DAY.test(sentence)
  const strong = STRONG.filter((cue) => cue.test(sentence)).length
  if (strong > 0) return strong + (hasDay ? 1 : 0)
  return hasDay && WEAK.test(sentence) ? 1 : 0
}
