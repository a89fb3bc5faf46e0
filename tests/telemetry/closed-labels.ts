import { errorCodes } from '#domain/errors/error-codes'
import { dutyNames } from '#domain/upkeep/duty-names'
import { taskList } from '../../worker/tasks/task-list'

const oneOf = (...values: string[]) => (value: string) => values.includes(value)
const isWord = (value: string) => /^[a-z]+(_[a-z]+)*$/.test(value)
/** Of templates: words, and parameters by their names. Ids have digits and hyphens, names of people have no place there. */
const isTemplate = (value: string) => value === 'other' || /^(\/([a-z]+([._-][a-z]+)*|v1|:[a-zA-Z]+(\.[a-z]+)?|\*)?)+$/.test(value)
const isStatus = (value: string) => /^[45]\d\d [A-Z][a-zA-Z ]+$/.test(value)
const isCode = (value: string) => value in errorCodes

/** What each label may say. A label that is not here is refused: whoever adds one says here what bounds it. */
const closed: Readonly<Record<string, (value: string) => boolean>> = {
  process: oneOf('web', 'live', 'worker'),
  le: (value) => value === '+Inf' || !Number.isNaN(Number(value)),
  method: oneOf('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'other', 'llm', 'extractive', 'none'),
  route: isTemplate,
  status: oneOf('1xx', '2xx', '3xx', '4xx', '5xx'),
  vital: oneOf('LCP', 'INP', 'FCP', 'TTFB'),
  state: oneOf('used', 'idle'),
  part: oneOf('database', 'storage', 'models'),
  task: oneOf(...taskList.map(({ name }) => name)),
  duty: oneOf(...dutyNames),
  /** What a duty has found: the source names it. */
  what: (value) => /^[a-z]+([A-Z][a-z]+)*$/.test(value),
  outcome: isWord,
  code: isCode,
  step: oneOf('index', 'summarize', 'translate', 'notify'),
  /** Of a refusal, a status or one of our codes; of what is less than it could be, a word of the source. */
  reason: (value) => isStatus(value) || isCode(value) || isWord(value),
  kind: oneOf('chat', 'embeddings', 'speech', 'major', 'minor', 'incremental', 'weakcb'),
  purpose: oneOf('summary', 'answer', 'translation', 'embedding', 'speech', 'search'),
  direction: oneOf('input', 'output'),
  mode: isWord,
  weakness: isWord,
  provider: oneOf('cpu', 'cuda'),
  fell_back: oneOf('true', 'false'),
  // Of Node's own.
  type: (value) => /^[A-Za-z]+$/.test(value),
  space: isWord,
  version: (value) => /^v\d+\.\d+\.\d+$/.test(value),
  major: (value) => /^\d+$/.test(value),
  minor: (value) => /^\d+$/.test(value),
  patch: (value) => /^\d+$/.test(value),
}

export function isFromAClosedSet(label: string, value: string): boolean {
  return closed[label]?.(value) ?? false
}
