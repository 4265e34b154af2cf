import { expect, test } from 'vitest'

import { toLoggable } from '../src/loggable-error.ts'

// Guarantee: what a driver attaches to an error, statements, parameters and rows, is not logged.
test('the log knows what went wrong, and nothing that was sent', () => {
  const driver = Object.assign(new Error('duplicate key'), {
    code: '23505',
    constraint: 'users_email_key_unique',
    detail: 'Key (email_key)=(canary) already exists.',
    query: 'insert into users …',
    params: ['canary'],
    where: 'canary',
  })

  const line = toLoggable(new Error('registration failed', { cause: driver }))

  expect(line).toMatchObject({
    message: 'registration failed',
    cause: { message: 'duplicate key', code: '23505', constraint: 'users_email_key_unique' },
  })
  expect(JSON.stringify(line)).not.toContain('canary')
})
