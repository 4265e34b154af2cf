import { operationProblems, type Operation } from '../operation.ts'
import { PROBLEMS } from '../problem-catalogue.ts'
import { problemsName, sdkOperations } from './sdk-operations.ts'
import { BANNER, comment, quote, union } from './sdk-text.ts'

/** `errors.ts`: every problem code, and for each operation of the SDK those it may answer. */
export function renderErrors(operations: readonly Operation[]): string {
  const codes = Object.entries(PROBLEMS).map(
    ([code, { status, title }]) => `${comment([`${status}: ${title}.`], '  ')}  | ${quote(code)}\n`,
  )
  const catalogue = `/** What to branch on. A code never changes its meaning. */\nexport type ProblemCode =\n${codes.join('')}`
  const unions = sdkOperations(operations).map((operation) =>
    union(problemsName(operation), operationProblems(operation).map(quote)),
  )
  return [BANNER, catalogue, ...unions].join('\n')
}
