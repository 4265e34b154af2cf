import { html, type Content, type Html } from './html.ts'

export interface CodePanel {
  readonly title: string
  /** Names the panel for assistive technology, where the title alone does not. */
  readonly label?: string
  /** Shown at the right of the title. */
  readonly note?: Content
  readonly code: string
  /** One click selects all of it, to be copied. */
  readonly isCommand?: boolean
}

/** A titled block of code. It takes the focus, so that it can be scrolled with the keyboard. */
export function codePanel({
  title,
  label = title,
  note,
  code,
  isCommand = false,
}: CodePanel): Html {
  return html`<figure class="panel">
    <figcaption>${title}${note !== undefined && html` <span>${note}</span>`}</figcaption>
    <pre
      class="${isCommand ? 'command' : 'data'}"
      tabindex="0"
      role="group"
      aria-label="${label}"
    ><code>${highlight(code)}</code></pre>
  </figure>`
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(?<![\w.-])(-?\d+(?:\.\d+)?|true|false|null)(?![\w.-])/g

/** Marks member names, strings and literals of JSON, wherever it appears in `code`. */
function highlight(code: string): Content {
  const parts: Content[] = []
  let end = 0
  for (const match of code.matchAll(TOKEN)) {
    const [whole, string, colon, literal] = match
    parts.push(code.slice(end, match.index))
    if (literal !== undefined) parts.push(html`<span class="literal">${literal}</span>`)
    else if (colon === undefined) parts.push(html`<span class="string">${string}</span>`)
    else parts.push(html`<span class="key">${string}</span>${colon}`)
    end = match.index + whole.length
  }
  return [...parts, code.slice(end)]
}
