import type { Operation } from '@latchkey/contracts'

import { html, raw, type Content, type Html } from './html.ts'

/** The method of an operation as a coloured tag. */
export function methodTag({ method }: Operation): Html {
  return html`<span class="method ${method.toLowerCase()}">${method}</span>`
}

/** The path of an operation with its parameters marked; it may break after a slash. */
export function pathOf({ url }: Operation): Html {
  const parts = url.split(/(:\w+|\/)/).map((part): Content => {
    if (part === '/') return ['/', raw('<wbr>')]
    return part.startsWith(':') ? html`<var>${part}</var>` : part
  })
  return html`<code class="path">${parts}</code>`
}
