import { MeUpdate, type JsonObject } from '@latchkey/contracts'
import { Type, type Static } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

import { toPlainJson } from './plain-json.ts'
import { profileFault } from './profile.ts'

const Json = Type.Unsafe<JsonObject>(Type.Object({}))

/** What the application decides about a new user; everything else comes from the registration. */
export const UserAdditions = Type.Object({
  role: Type.Optional(Type.String()),
  name: Type.Optional(Type.Union([MeUpdate.properties.name, Type.Null()])),
  locale: Type.Optional(Type.Union([MeUpdate.properties.locale, Type.Null()])),
  profile: Type.Optional(Json),
  appMetadata: Type.Optional(Json),
})
export type UserAdditions = Static<typeof UserAdditions>

/**
 * Reads what `beforeCreateUser` returned. Only the members named above count: a hook may return its
 * draft with more in it, and cannot change an address or a username that has been checked.
 *
 * @throws {Error} naming the member that is not what it must be
 */
export function readAdditions(returned: unknown): UserAdditions {
  if (returned === undefined) return {}
  if (typeof returned !== 'object' || returned === null || Array.isArray(returned)) {
    throw new Error('beforeCreateUser must return an object or nothing')
  }
  const members = Object.entries(returned)
    .filter(([name, value]) => Object.hasOwn(UserAdditions.properties, name) && value !== undefined)
    .map(([name, value]) => [name, JSON_MEMBERS.has(name) ? readJson(name, value) : value])
  const additions: unknown = Object.fromEntries(members)
  if (Value.Check(UserAdditions, additions)) return additions
  throw unacceptable(Value.Errors(UserAdditions, additions).First()?.path.slice(1) ?? 'user')
}

const JSON_MEMBERS: ReadonlySet<string> = new Set(['profile', 'appMetadata'])

function readJson(name: string, value: unknown): JsonObject {
  const json = toPlainJson(value)
  if (!json) throw unacceptable(name, 'must be a plain object that JSON can carry')
  const fault = profileFault(json)
  if (fault !== undefined) throw unacceptable(name, fault)
  return json
}

function unacceptable(name: string, reason = 'must be what the API accepts'): Error {
  return new Error(`beforeCreateUser: ${name} ${reason}`)
}
