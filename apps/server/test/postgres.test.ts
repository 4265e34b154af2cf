import { temporaryFolder } from '@latchkey/testing'
import { expect, test } from 'vitest'

import { latchkey } from './process.ts'

test('a database that does not answer is a sentence without the password', async () => {
  const { code, stdout, stderr } = await latchkey(['serve'], {
    cwd: temporaryFolder(),
    env: { DATABASE_URL: 'postgres://latchkey:canary-password@127.0.0.1:1/latchkey' },
  })

  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/^Latchkey failed: .*ECONNREFUSED 127\.0\.0\.1:1\n$/)
})
