import type { Operation } from '@latchkey/contracts'

import { html, type Html } from './html.ts'

/** Path of a page of this server, also when `publicUrl` has a path of its own. */
export function pagePath(publicUrl: string, path: string): string {
  return new URL(publicUrl).pathname.replace(/\/+$/, '') + path
}

export function errorPath(publicUrl: string, code: string): string {
  return pagePath(publicUrl, `/errors/${encodeURIComponent(code)}`)
}

/** Link to the page of a problem code. */
export function codeLink(publicUrl: string, code: string): Html {
  return html`<a class="code" href="${errorPath(publicUrl, code)}">${code}</a>`
}

/** Fragment that leads to the element with this id. */
export function fragment(id: string): string {
  return `#${encodeURIComponent(id)}`
}

/** An operation by name: a link to its section, or just the name where this server lacks it. */
export function mention(operations: readonly Operation[], operationId: string): Html {
  const isHere = operations.some((operation) => operation.operationId === operationId)
  if (!isHere) return html`<code>${operationId}</code>`
  return html`<a class="code" href="${fragment(operationId)}">${operationId}</a>`
}
