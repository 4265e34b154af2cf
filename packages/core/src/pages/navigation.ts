import { methodTag } from './endpoint.ts'
import { html, type Content, type Html } from './html.ts'
import { CHAPTERS } from './introduction.ts'
import { fragment } from './links.ts'
import type { OperationGroup } from './tags.ts'

/** Links to everything on the page: a column beside it, or a menu on narrow screens. */
export function navigation(groups: readonly OperationGroup[]): Html {
  return html`<details class="menu">
    <summary>Contents</summary>
    <nav aria-label="Contents">
      <ul>
        ${chapter(CHAPTERS.credentials, 'Credentials')}
        ${chapter(CHAPTERS.requests, 'Requests and answers')} ${chapter(CHAPTERS.errors, 'Errors')}
      </ul>
      ${groups.map(group)}
      <ul>
        ${chapter(CHAPTERS.problems, 'Problem codes')}
      </ul>
    </nav>
  </details>`
}

function group({ id, title, operations }: OperationGroup): Content {
  const entries = operations.map((operation) => {
    const { operationId } = operation
    return html`<li>
      <a href="${fragment(operationId)}"><span>${operationId}</span> ${methodTag(operation)}</a>
    </li> `
  })
  return html`<p class="group"><a href="${fragment(id)}">${title}</a></p>
    <ul>
      ${entries}
    </ul> `
}

function chapter(id: string, title: string): Html {
  return html`<li>
    <a href="${fragment(id)}"><span>${title}</span></a>
  </li>`
}
