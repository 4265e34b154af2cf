import type { JsonObject } from '@latchkey/contracts'

/**
 * A copy of `value` that JSON does not change any more. Members that are `undefined` are left out.
 *
 * @returns `undefined` for anything but a plain object of plain values: JSON would turn a `Date`
 *   into a text, a `Map` into nothing, and what has a `toJSON` into whatever it likes.
 */
export function toPlainJson(value: unknown): JsonObject | undefined {
  return isPlainObject(value) && isJson(value) ? JSON.parse(JSON.stringify(value)) : undefined
}

function isJson(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isJson)
  if (typeof value === 'number') return Number.isFinite(value)
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  return (
    isPlainObject(value) &&
    Object.values(value).every((member) => member === undefined || isJson(member))
  )
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
