import { readFileSync } from 'node:fs'
import type { Env } from './env'
import { type Variable, variables } from './variables'

/** Names of the variables whose values are secrets, in the table's order. */
export const secretNames = Object.entries(variables as Record<string, Variable>)
  .filter(([, variable]) => variable.isSecret)
  .map(([name]) => name)

/**
 * The environment with secrets taken from files: `<NAME>_FILE` holds the path of a file whose text, without white space
 * around it, is the value of `<NAME>`. Container platforms hand secrets over so, since an environment is shown by too many tools.
 * What is wrong is added to `problems`; the text of a file is never shown.
 */
export function readSecretFiles(env: Env, problems: string[]): Env {
  const found: Record<string, string> = {}
  for (const name of secretNames) {
    const file = env[`${name}_FILE`]?.trim()
    if (!file) continue
    if (env[name]?.trim()) problems.push(`${name} and ${name}_FILE are both set, but one of them says it.`)
    else found[name] = readSecretFile(name, file, problems)
  }
  return { ...env, ...found }
}

function readSecretFile(name: string, file: string, problems: string[]): string {
  const takes = `but takes the path of a file with the value of ${name}`
  try {
    const text = readFileSync(file, 'utf8').trim()
    if (!text) problems.push(`${name}_FILE is ${JSON.stringify(file)}, which is empty, ${takes}.`)
    return text
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    problems.push(`${name}_FILE is ${JSON.stringify(file)}, which cannot be read (${code}), ${takes}.`)
    return ''
  }
}
