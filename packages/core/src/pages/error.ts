import {
  problemCodes,
  PROBLEM_MEDIA_TYPE,
  type Operation,
  type ProblemDefinition,
} from '@latchkey/contracts'

import { codePanel } from './code.ts'
import { methodTag, pathOf } from './endpoint.ts'
import { html, type Content } from './html.ts'
import { CHAPTERS } from './introduction.ts'
import { layout } from './layout.ts'
import { fragment, pagePath } from './links.ts'
import { problemExample, statusLine, statusTag } from './problems.ts'
import { prose } from './prose.ts'

export interface ProblemPageOptions {
  readonly code: string
  readonly definition: ProblemDefinition
  /** All operations of the server. The page lists those that answer the code. */
  readonly operations: readonly Operation[]
  readonly publicUrl: string
}

/**
 * The page behind the `type` of a problem document: what the code means, what to do, and which
 * operations answer it. One complete HTML document, safe and self-contained like `docsPage`.
 *
 * @throws {TypeError} when `publicUrl` is not a URL.
 */
export function problemPage({
  code,
  definition,
  operations,
  publicUrl,
}: ProblemPageOptions): string {
  const { status, title, when, remedy } = definition
  // A server in production may keep its reference to itself.
  const isPublished = operations.some(({ url }) => url === '/docs')
  const docs = isPublished ? pagePath(publicUrl, '/docs') : undefined
  const answering = operations.filter((operation) => answers(operation, code))
  const document = JSON.stringify(problemExample(code, definition, publicUrl), null, 2)
  return layout({
    title: `${code} · Latchkey`,
    kind: 'article',
    topLink: docs !== undefined && html`<a href="${docs}">API reference</a>`,
    main: html`<article>
      <p class="crumbs">${linkTo(docs, CHAPTERS.problems, 'Problem codes')}</p>
      <h1>${title}</h1>
      <p class="identity">
        <code>${code}</code> ${statusTag(status)} ${statusLine(status).slice(4)}
      </p>
      <h2>When it is answered</h2>
      <p>${prose(when)}</p>
      <h2>What to do</h2>
      <p>${prose(remedy)}</p>
      <h2>What it looks like</h2>
      ${codePanel({ title: PROBLEM_MEDIA_TYPE, note: statusLine(status), code: document })}
      <h2>Operations that answer it</h2>
      ${answeredBy(answering, docs)}
    </article>`,
  })
}

/** A link into the reference, or just its text where there is none. */
function linkTo(docs: string | undefined, id: string, text: Content): Content {
  return docs === undefined ? text : html`<a href="${docs + fragment(id)}">${text}</a>`
}

function answeredBy(operations: readonly Operation[], docs: string | undefined): Content {
  if (operations.length === 0) return html`<p>None of this server lists it.</p>`
  const entries = operations.map((operation) => {
    const { operationId, schema } = operation
    return html`<li>
      ${linkTo(docs, operationId, prose(schema.summary))}
      <span class="endpoint">${methodTag(operation)} ${pathOf(operation)}</span>
    </li> `
  })
  return html`<ul class="operations">
    ${entries}
  </ul>`
}

function answers({ schema }: Operation, code: string): boolean {
  const codes: string[] = Object.values(schema.response).flatMap(
    (answer) => problemCodes(answer) ?? [],
  )
  return codes.includes(code)
}
