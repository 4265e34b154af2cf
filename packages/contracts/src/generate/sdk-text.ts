/** Columns of a generated line, the same as of every other line of the repository. */
const WIDTH = 100

/** Says on top of every generated module where it comes from. */
export const BANNER =
  '// Generated from the contracts. To change it, change them and run the generator.\n'

/** A string literal. */
export function quote(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`
}

/** `listSessions` → `ListSessions`. */
export function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** A JSDoc block of some paragraphs, indented; nothing when there is nothing to say. */
export function comment(paragraphs: readonly string[], indent = ''): string {
  const texts = paragraphs.filter(Boolean).map((text) => text.replaceAll('*/', '*\\/'))
  const [only = '', ...more] = texts
  if (!only) return ''
  const line = `${indent}/** ${only} */`
  if (!more.length && line.length <= WIDTH) return `${line}\n`
  const body = texts.map((text) => wrap(text, `${indent} * `)).join(`${indent} *\n`)
  return `${indent}/**\n${body}${indent} */\n`
}

/** `head` + `open` items `close`, on one line if it fits, else one item a line. */
export function list(
  head: string,
  open: string,
  items: readonly string[],
  close: string,
  indent = '',
): string {
  const pad = open === '{' ? ' ' : ''
  const flat = `${indent}${head}${open}${pad}${items.join(', ')}${pad}${close}`
  if (flat.length <= WIDTH) return `${flat}\n`
  const lines = items.map((item) => `${indent}  ${item},\n`).join('')
  return `${indent}${head}${open}\n${lines}${indent}${close}\n`
}

/** A type alias for a union, on one line if it fits. */
export function union(name: string, members: readonly string[]): string {
  const flat = `export type ${name} = ${members.join(' | ')}`
  if (flat.length <= WIDTH) return `${flat}\n`
  return `export type ${name} =\n${members.map((member) => `  | ${member}\n`).join('')}`
}

/** Breaks a paragraph into lines that begin with `prefix` and fit the width. */
function wrap(text: string, prefix: string): string {
  const lines: string[] = []
  let line = prefix
  for (const word of text.split(' ')) {
    if (line !== prefix && line.length + word.length > WIDTH) {
      lines.push(line)
      line = prefix
    }
    line += `${word} `
  }
  return [...lines, line].map((full) => `${full.trimEnd()}\n`).join('')
}
