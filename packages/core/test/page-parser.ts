/** An element of a parsed page. */
export interface Node {
  readonly tag: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: (Node | string)[]
}

const TAG = /<(?:!doctype html|(\/?)([a-z]+\d?)((?:\s+[a-zA-Z-]+="[^"<>]*")*)\s*(\/?))>/g

/** Parses the dialect our templates write; anything else is an error. */
export function parse(page: string): Node {
  const root: Node = { tag: '', attributes: new Map(), children: [] }
  const open = [root]
  let end = 0
  for (const match of page.matchAll(TAG)) {
    const [whole, slash, tag = '', list = '', selfClosing] = match
    const parent = open.at(-1) ?? root
    const text = page.slice(end, match.index)
    if (parent.tag !== 'style' && /[<>]/.test(text)) throw new Error(`stray bracket: ${text}`)
    parent.children.push(text)
    end = match.index + whole.length
    if (slash) {
      if (open.pop()?.tag !== tag) throw new Error(`${whole} closes ${parent.tag}`)
    } else if (tag !== '') {
      const pairs = [...list.matchAll(/([a-zA-Z-]+)="([^"]*)"/g)]
      const attributes = new Map(pairs.map(([, name = '', value = '']) => [name, decode(value)]))
      const node = { tag, attributes, children: [] }
      parent.children.push(node)
      if (!selfClosing && tag !== 'wbr') open.push(node)
    }
  }
  if (open.length > 1 || page.slice(end).trim() !== '') throw new Error('unclosed element')
  return root
}

function decode(text: string): string {
  return text.replace(/&#(\d+);/g, (_, point) => String.fromCodePoint(Number(point)))
}

/** The elements below `node` that match, itself included, in document order. */
export function select(node: Node, matches: (node: Node) => boolean): Node[] {
  const inner = node.children.flatMap((child) => {
    return typeof child === 'string' ? [] : select(child, matches)
  })
  return node.tag !== '' && matches(node) ? [node, ...inner] : inner
}

export function byId(document: Node, id: string): Node {
  const [found] = select(document, ({ attributes }) => attributes.get('id') === id)
  if (!found) throw new Error(`no element has the id ${id}`)
  return found
}

function textOf(node: Node): string {
  const parts = node.children.map((child) => {
    return typeof child === 'string' ? decode(child) : textOf(child)
  })
  return parts.join('') + (node.tag === 'li' ? ' ' : '')
}

/** What a reader sees of a node, in one line. */
export function words(node: Node): string {
  return textOf(node).replace(/\s+/g, ' ')
}

export function links(node: Node): string[] {
  return select(node, ({ tag }) => tag === 'a').map(
    ({ attributes }) => attributes.get('href') ?? '',
  )
}

/** The code blocks below a node. */
export function examples(node: Node): string[] {
  return select(node, ({ tag }) => tag === 'pre').map(textOf)
}

export function styleSheet(page: string): string {
  return select(parse(page), ({ tag }) => tag === 'style')
    .map(textOf)
    .join('\n')
}
