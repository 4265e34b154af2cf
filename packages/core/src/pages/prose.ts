import { html, type Content } from './html.ts'

/** A line of text in which `backticks` mark code, as contracts write it. */
export function prose(text: string): Content {
  return text.split(/`([^`]+)`/).map((part, index) => {
    return index % 2 === 0 ? part : html`<code>${part}</code>`
  })
}

/** Paragraphs of such text; blank lines separate them. */
export function paragraphs(text: string | undefined): Content {
  return text?.split(/\n{2,}/).map((paragraph) => html`<p>${prose(paragraph)}</p>`)
}

/** `a`, `a or b`, `a, b or c`. */
export function listWords(words: readonly string[], conjunction: 'and' | 'or'): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${conjunction} ${last}`
}

/** `1 field`, `3 fields`. */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`
}
