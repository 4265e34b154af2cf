import { isUtf8 } from 'node:buffer'

import { Problem } from './problem.ts'

/** Bounds of a JSON body. Everything Latchkey accepts stays far below them. */
const MAX_DEPTH = 16
const MAX_MEMBERS = 1000

/**
 * Parses a JSON body, and refuses what parsers disagree about or what exists to hurt: invalid
 * UTF-8, a member named twice, lone surrogates, `__proto__` and its kin, numbers that would
 * change, and depth or size beyond any honest use (RFC 8259, section 4; RFC 7493).
 *
 * @throws {Problem} `INVALID_REQUEST`
 */
export function parseStrictJson(body: Buffer): unknown {
  if (!isUtf8(body)) throw refuse('is not valid UTF-8')
  const text = body.toString('utf8')
  const flaw = findFlaw(text)
  if (flaw) throw refuse(flaw)
  try {
    return JSON.parse(text)
  } catch {
    throw refuse('is not valid JSON')
  }
}

/**
 * One pass over the text that looks at strings, numbers and brackets only. Syntax is left to `JSON.parse`,
 * so on malformed text the answer may be wrong, but it never misses a flaw of well-formed text.
 */
function findFlaw(text: string): string | undefined {
  // One set of member names per open object; an open array holds undefined.
  const open: (Set<string> | undefined)[] = []
  let members = 0
  let index = 0
  while (index < text.length) {
    const char = text[index] ?? ''
    if (char === '"') {
      const end = endOfString(text, index)
      const literal = text.slice(index, end)
      const names = open.at(-1)
      const isName = names !== undefined && followedByColon(text, end)
      const value = decode(literal)
      if (value === undefined) return 'is not valid JSON'
      if (!value.isWellFormed()) return 'contains a lone surrogate'
      if (isName) {
        members += 1
        if (members > MAX_MEMBERS) return `has more than ${MAX_MEMBERS} members`
        if (names.has(value)) return 'names a member twice'
        if (FORBIDDEN_NAMES.has(value)) return 'uses a reserved member name'
        names.add(value)
      }
      index = end
      continue
    }
    if (char === '-' || (char >= '0' && char <= '9')) {
      const [number = char] = /^[\d.eE+-]+/.exec(text.slice(index, index + MAX_NUMBER)) ?? []
      if (!isExact(number)) return 'has a number that cannot be kept exactly'
      index += number.length
      continue
    }
    if (char === '{' || char === '[') {
      if (open.length === MAX_DEPTH) return `is nested deeper than ${MAX_DEPTH} levels`
      open.push(char === '{' ? new Set() : undefined)
    } else if (char === '}' || char === ']') {
      open.pop()
    }
    index += 1
  }
  return undefined
}

/** Longer numbers are refused: a double has 17 significant digits. */
const MAX_NUMBER = 40

/** Whole numbers beyond 2^53 and those that overflow would silently become others. */
function isExact(number: string): boolean {
  const value = Number(number)
  const isWhole = /^-?\d+$/.test(number)
  return (
    number.length < MAX_NUMBER && (isWhole ? Number.isSafeInteger(value) : Number.isFinite(value))
  )
}

const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** Index after the closing quote, or the length of an unclosed text. */
function endOfString(text: string, start: number): number {
  let index = start + 1
  while (index < text.length && text[index] !== '"') index += text[index] === '\\' ? 2 : 1
  return Math.min(index + 1, text.length)
}

function followedByColon(text: string, index: number): boolean {
  let next = index
  while (WHITESPACE.has(text[next] ?? '')) next += 1
  return text[next] === ':'
}

const WHITESPACE: ReadonlySet<string> = new Set([' ', '\t', '\n', '\r'])

function decode(literal: string): string | undefined {
  if (!literal.includes('\\')) return literal.slice(1, -1)
  try {
    const value: unknown = JSON.parse(literal)
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}

function refuse(message: string): Problem {
  return new Problem('INVALID_REQUEST', { errors: [{ pointer: '/body', message }] })
}
