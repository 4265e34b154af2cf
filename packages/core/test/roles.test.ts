import { describe, expect, test } from 'vitest'

import { createRoleBook, DEFAULT_ROLES } from '../src/roles.ts'

describe('createRoleBook', () => {
  test('knows the roles it was given', () => {
    const book = createRoleBook({ admin: ['*'], user: [], editor: ['posts:write', 'posts:read'] })

    expect(['admin', 'user', 'editor', 'owner'].map((role) => book.has(role))).toEqual([
      true,
      true,
      true,
      false,
    ])
    expect([...book.permissionsOf('editor')]).toEqual(['posts:write', 'posts:read'])
    expect([...book.permissionsOf('user')]).toEqual([])
  })

  // Guarantee: who has a role that was removed from the settings may nothing.
  test('gives nothing for a role that is not defined', () => {
    const book = createRoleBook(DEFAULT_ROLES)

    expect([...book.permissionsOf('emperor')]).toEqual([])
  })

  // Guarantee: a role comes from a token or a database row; none of these names is special.
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', ''])(
    'finds no role called %j',
    (role) => {
      const book = createRoleBook(DEFAULT_ROLES)

      expect(book.has(role)).toBe(false)
      expect([...book.permissionsOf(role)]).toEqual([])
    },
  )

  // Guarantee: nobody who is handed the settings can change afterwards who may what.
  test('does not follow later changes of what it was given', () => {
    const user: string[] = []
    const roles = { admin: ['*'], user }
    const book = createRoleBook(roles)

    user.push('*')
    Reflect.set(roles, 'emperor', ['*'])

    expect([...book.permissionsOf('user')]).toEqual([])
    expect(book.has('emperor')).toBe(false)
  })

  test.each([
    ['admin', { user: [] }],
    ['user', { admin: ['*'] }],
  ])('must define %s', (role, roles) => {
    expect(() => createRoleBook(roles)).toThrow(`roles must define ${role}`)
  })

  test('allows admins everything and users nothing, unless told otherwise', () => {
    expect(DEFAULT_ROLES).toEqual({ admin: ['*'], user: [] })
  })
})
