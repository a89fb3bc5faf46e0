import { type Variable, variables } from './variables'

/** README.md's table of variables, one row each, ending in a line break. */
export function renderVariableTable(): string {
  const rows = Object.entries(variables).map(([name, variable]: [string, Variable]) => {
    const initial = variable.initial ? `\`${variable.initial}\`` : variable.unset
    return `| \`${name}\` | ${variable.takes} | ${initial} | ${variable.description} |`
  })
  return ['| variable | takes | if unset | for |', '|---|---|---|---|', ...rows].join('\n') + '\n'
}
