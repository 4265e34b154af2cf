const MARKUP = Symbol('markup')

/** Text that is HTML already. Only `html` and `raw` make it, so no parsed JSON can pass for it. */
export interface Html {
  readonly [MARKUP]: string
}

/** What a template accepts: text is escaped, markup and lists are inserted, nothing is nothing. */
export type Content = Html | string | number | false | undefined | readonly Content[]

/**
 * Builds HTML. Every interpolated string is escaped for element content and for quoted attribute
 * values alike; attribute values must therefore always be written in quotes.
 */
export function html(strings: TemplateStringsArray, ...values: Content[]): Html {
  return raw(strings.map((text, index) => text + render(values[index])).join(''))
}

/** Declares text to be HTML. For constants of this package, never for anything that came from outside. */
export function raw(markup: string): Html {
  return { [MARKUP]: markup }
}

/** Puts `separator` between `items`. */
export function join(items: readonly Content[], separator: Content): Content {
  return items.map((item, index) => (index === 0 ? item : [separator, item]))
}

/** The text of a page, ready to be sent. */
export function serialize(page: Html): string {
  return page[MARKUP]
}

function render(content: Content): string {
  if (content === undefined || content === false) return ''
  if (typeof content === 'string') return escape(content)
  if (typeof content === 'number') return String(content)
  if (MARKUP in content) return content[MARKUP]
  return content.map(render).join('')
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
