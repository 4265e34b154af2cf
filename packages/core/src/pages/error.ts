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
  /** All operations of the server; the page lists those that answer the code. */
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
  const docs = pagePath(publicUrl, '/docs')
  const answering = operations.filter((operation) => answers(operation, code))
  const document = JSON.stringify(problemExample(code, definition, publicUrl), null, 2)
  return layout({
    title: `${code} · Latchkey`,
    kind: 'article',
    topLink: html`<a href="${docs}">API reference</a>`,
    main: html`<article>
      <p class="crumbs"><a href="${docs + fragment(CHAPTERS.problems)}">Problem codes</a></p>
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

function answeredBy(operations: readonly Operation[], docs: string): Content {
  if (operations.length === 0) return html`<p>None of this server lists it.</p>`
  const entries = operations.map((operation) => {
    const { operationId, schema } = operation
    return html`<li>
      <a href="${docs + fragment(operationId)}">${prose(schema.summary)}</a>
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
