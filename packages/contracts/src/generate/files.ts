import type { Operation } from '../operation.ts'
import { openApiDocument } from '../openapi.ts'
import { renderErrorPages } from './error-pages.ts'
import { renderAssertions } from './sdk-assertions.ts'
import { renderClient } from './sdk-client.ts'
import { renderErrors } from './sdk-errors.ts'
import { renderTypes } from './sdk-types.ts'

/** Where the error pages are; the generator owns every Markdown file there. */
export const ERROR_PAGES = 'docs/errors'

/**
 * Everything that follows from the contracts, as text by path from the root of the repository.
 *
 * @throws {Error} when something in the contracts cannot be expressed; the message says where.
 */
export function generateFiles(
  operations: readonly Operation[],
  version: string,
): Map<string, string> {
  const document = openApiDocument(operations, { publicUrl: 'http://127.0.0.1:3000', version })
  const pages = [...renderErrorPages(operations)]
  return new Map([
    ['packages/contracts/openapi.json', `${JSON.stringify(document, null, 2)}\n`],
    ['packages/sdk/src/generated/types.ts', renderTypes(operations)],
    ['packages/sdk/src/generated/client.ts', renderClient(operations)],
    ['packages/sdk/src/generated/errors.ts', renderErrors(operations)],
    ['packages/sdk/test/generated/types-match.ts', renderAssertions(operations)],
    ...pages.map(([code, page]): [string, string] => [`${ERROR_PAGES}/${code}.md`, page]),
  ])
}
