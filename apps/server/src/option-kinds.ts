import { databaseUrl, origin } from './setting-kinds.ts'

/** What the value of an option must be. */
export interface OptionKind {
  /** Completes "must be …". */
  readonly expects: string
  readonly accepts: (value: unknown) => boolean
}

export const aSwitch: OptionKind = {
  expects: 'true or false',
  accepts: (value) => typeof value === 'boolean',
}

export const aFunction: OptionKind = {
  expects: 'a function',
  accepts: (value) => typeof value === 'function',
}

/** Both bounds are inclusive. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): OptionKind {
  const limit = most === Number.MAX_SAFE_INTEGER ? 'or more' : `to ${most}`
  return {
    expects: `a whole number, ${least} ${limit}`,
    accepts: (value) =>
      typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most,
  }
}

export function numberAbove(bound: number): OptionKind {
  return {
    expects: `a number greater than ${bound}`,
    accepts: (value) => typeof value === 'number' && Number.isFinite(value) && value > bound,
  }
}

export const aList: OptionKind = {
  expects: 'a list of texts',
  accepts: isListOfTexts,
}

export const aPrefix: OptionKind = {
  expects: 'letters and digits with an underscore at the end',
  accepts: (value) => typeof value === 'string' && /^[A-Za-z0-9]+_$/.test(value),
}

export const aSecret: OptionKind = {
  expects: 'a text, or a list of texts; make one with: openssl rand -base64 32',
  accepts: (value) =>
    isText(value) || (isListOfTexts(value) && Array.isArray(value) && value.length > 0),
}

export const oneOrigin: OptionKind = {
  expects: origin.expects,
  accepts: (value) => typeof value === 'string' && isSpelledOut(value),
}

/** What tokens say is compared letter by letter, so there is one spelling. */
function isSpelledOut(value: string): boolean {
  const spelling = origin.parse(value)
  return spelling !== undefined && (value === spelling || value === `${spelling}/`)
}

export const aDatabase: OptionKind = {
  expects: 'postgres://…, the path of a folder, memory:, or a pg.Pool or Kysely of yours',
  accepts(value) {
    if (typeof value === 'string') {
      // What looks like an address must be one: a misspelt scheme would make a folder. A single
      // letter is a drive.
      const isAddress = /^(?:[\w+.-]{2,})?:/.test(value)
      return isAddress ? databaseUrl.parse(value) !== undefined : value.trim() !== ''
    }
    return isObject(value) && ['db', 'selectFrom', 'connect'].some((member) => member in value)
  },
}

export const roles: OptionKind = {
  expects: 'an object of lists: { admin: ["*"], user: [], editor: ["posts:write"] }',
  accepts: (value) =>
    isRecord(value) &&
    Object.values(value).every(isListOfTexts) &&
    ['admin', 'user'].every((role) => Object.hasOwn(value, role)),
}

export const problems: OptionKind = {
  expects: 'an object of problems: { ORDER_CLOSED: { status: 409, title, when, remedy } }',
  accepts: (value) => isRecord(value) && Object.values(value).every(isProblem),
}

export const clock: OptionKind = {
  expects: 'an object with a function `now`',
  accepts: (value) => isObject(value) && 'now' in value && typeof value.now === 'function',
}

function isProblem(value: unknown): boolean {
  if (!isRecord(value)) return false
  const { status, title, when, remedy } = value
  const isStatus = Number.isInteger(status) && Number(status) >= 400 && Number(status) <= 599
  return isStatus && [title, when, remedy].every(isText)
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText)
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== ''
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return isObject(value) && !Array.isArray(value)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
