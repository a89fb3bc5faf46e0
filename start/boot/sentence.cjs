'use strict'
/** A problem that one sentence explains to the operator; no stack is shown. (AppError is TypeScript, too late for here.) */
class Sentence extends Error {}

/** One sentence for the errors that disks give. */
function diskSentence(error, where) {
  const problems = {
    ENOSPC: 'The disk is full: free some room and start again.',
    EDQUOT: 'The disk quota is used up: free some room and start again.',
    EACCES: `${where} cannot be written to: start Steno as its owner, or change its permissions.`,
    EPERM: `${where} cannot be written to: start Steno as its owner, or change its permissions.`,
    EROFS: `${where} lies on a read-only disk: put Steno on a writable one.`,
  }
  return problems[error.code] ? new Sentence(problems[error.code]) : error
}

module.exports = { Sentence, diskSentence }
