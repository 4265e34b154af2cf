import { operationProblems, type Operation } from '../operation.ts'
import { PROBLEMS, type ProblemDefinition } from '../problem-catalogue.ts'

/** The pages behind the `type` of a problem, by code. */
export function renderErrorPages(operations: readonly Operation[]): Map<string, string> {
  return new Map(
    Object.entries(PROBLEMS).map(([code, definition]) => {
      const answering = operations.filter((operation) =>
        operationProblems(operation).some((listed) => listed === code),
      )
      return [code, renderPage(code, definition, answering)]
    }),
  )
}

function renderPage(
  code: string,
  { status, title, when, remedy }: ProblemDefinition,
  operations: readonly Operation[],
): string {
  const answering = operations.map(
    ({ operationId, method, url }) => `- \`${operationId}\`: \`${method} ${url}\``,
  )
  const sections = [
    `# ${code}`,
    `${title}. Sent with status ${status}.`,
    `## When\n\n${when}`,
    `## What to do\n\n${remedy}`,
    ...(answering.length ? [`## Operations that answer it\n\n${answering.join('\n')}`] : []),
  ]
  return `${sections.join('\n\n')}\n`
}
