import { tokenize } from '../search/tokens'

/** Words that say nothing of what is talked about, in English, Vietnamese and Chinese. */
const STOP_WORDS = new Set(
  (`a about actually after again all also am an and any anyway are as at be because been before being both but by can come could
  did do does doing don done down each even every few for from further get go going gonna good got had has have having he her here
  hers him his how i if in into is it its just kind know let lets like look lot made make many may maybe me mean might more most
  much must my new next no nor not now of off ok okay on once one only or other our ours out over own people perhaps please put
  quite rather really right said same say see she should so some something still such sure take than thank thanks that the their
  theirs them then there these they thing things think this those though three through time to today too two um uh under until
  up upon us very want was way we well were what when where whether which while who whom why will with would yeah yes yet you your
  yours im ive ill id youre youll youve were weve well hes shes theyre theyve thats theres whats isnt arent wasnt werent cant
  couldnt wont wouldnt shouldnt doesnt didnt dont hasnt havent hadnt
  là và của có cho các những một được trong với không này đó thì mà ở đã sẽ đang cũng như khi từ ra vào lên xuống lại còn nên
  nhưng nếu vì để bởi tôi ta chúng mình bạn anh chị em ông bà họ nó ai gì nào đâu sao rất quá hơn nhất nhiều ít mọi mỗi cả
  đến tới đi rồi vẫn chỉ phải hay hoặc theo về trên dưới sau trước giữa qua bằng do vậy thế ấy kia đây nhé ạ à ừ dạ vâng
  我 我們 我们 你 你們 你们 他 她 它 他們 他们 的 了 是 在 有 和 也 都 就 不 很 會 会 要 可以 這 这 那 這個 这个 那個 那个 一個 一个
  什麼 什么 怎麼 怎么 因為 因为 所以 但是 如果 然後 然后 還 还 跟 對 对 說 说 到 去 來 来 上 下 嗎 吗 呢 吧 啊 與 与 及 或 被 把
  讓 让 從 从 為 为 以 而 沒有 没有 大家 現在 现在 一下 我是 就是 不是 是的 這是 那是`).split(/\s+/),
)

export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word)
}

/**
 * What a text is about, as words that can be compared: without case, plurals or words that say nothing; Chinese and
 * other unspaced scripts as pairs of characters.
 */
export function termsOf(text: string): string[] {
  return tokenize(text)
    .filter(({ plain, run }) => run === null || [...plain].length > 1)
    .map(({ plain }) => plain)
    .filter((word) => word.length > 1 && !STOP_WORDS.has(word))
    .map(withoutPlural)
}

function withoutPlural(word: string): string {
  return /^[a-z]{3,}[^s\W]s$/.test(word) ? word.slice(0, -1) : word
}

/** How often each term stands in the texts. */
export function countTerms(terms: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1)
  return counts
}

/** Cosine of two term vectors, 0 to 1. */
export function cosine(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
  const [small, large] = one.size < other.size ? [one, other] : [other, one]
  let dot = 0
  for (const [term, weight] of small) dot += weight * (large.get(term) ?? 0)
  return dot === 0 ? 0 : dot / (norm(one) * norm(other))
}

function norm(vector: ReadonlyMap<string, number>): number {
  let sum = 0
  for (const weight of vector.values()) sum += weight * weight
  return Math.sqrt(sum)
}
