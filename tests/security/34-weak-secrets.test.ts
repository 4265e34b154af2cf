import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { createKeyring } from '@latchkey/core'
import { createCommand, temporaryFolder } from '@latchkey/testing'
import { describe, expect } from 'vitest'

import { SECRET, test } from '../harness.ts'

const ROOT = join(import.meta.dirname, '../..')

const { run, startServer } = createCommand(join(ROOT, 'apps/server/src/main.ts'))

const PRODUCTION = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://auth.example.test',
  // Nobody answers there, and a server that refuses its settings does not ask.
  DATABASE_URL: 'postgres://127.0.0.1:1/latchkey',
}

/** One of each kind, each of which gets a process. */
const KINDS: [kind: string, secret: string | undefined][] = [
  ['missing', undefined],
  ['empty', ''],
  ['short', 'q7Zk2mVx9TfB4wLc8YpH3sJd6G'],
  ['words', 'correct-horse-battery-staple-correct-horse-battery-staple'],
  ['on a list', '404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970'],
  ['strong, then weak', `${SECRET},changeme`],
]

/** All of these in one process, as a list. */
const WEAK = [
  ...samplesOfOurDocuments(),
  'changeme',
  'secret',
  'a'.repeat(64),
  'your-256-bit-secret-your-256-bit-secret',
  'x',
  '0'.repeat(32),
  'ab'.repeat(32),
  'abcabcabcabcabcabcabcabcabcabcabcabcabc',
  '0123456789abcdef0123456789abcdef',
  '00112233445566778899aabbccddeeff',
  'abcdefghijklmnopqrstuvwxyz0123456789',
  'qwertyuiopasdfghjklzxcvbnm1234567890',
  'passwordpasswordpasswordpassword',
  'supersecretsupersecretsupersecretsupersecret',
  'secretsecretsecretsecretsecretsecret',
  'this-is-a-very-long-secret-that-nobody-will-guess',
  'thisisnotasecretthisisnotasecretthisisnotasecret',
  'my-super-secret-jwt-key-for-production-use-only',
  'replace-this-with-a-random-string-of-32-characters',
  'your_jwt_secret_key_here_make_it_long_and_random',
  'changeme-changeme-changeme-changeme-changeme',
  // Random once, and copied from tutorials and sample projects ever since.
  '09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7',
  'n2r5u8x/A%D*G-KaPdSgVkYp3s6v9y$B&E(H+MbQeThWmZq4t7w!z%C*F-J@NcRf',
  'pZTvJiRKEzXWa4DYNn2FNIxM4o/ndefyq4GzeunYICQ=',
  // Their length is in the encoding, not in what is encoded.
  Buffer.from('secret'.repeat(6)).toString('base64'),
  Buffer.from('a'.repeat(32)).toString('hex'),
  Buffer.alloc(32).toString('base64'),
  'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
]

describe('34 production starts with a strong secret or not at all', () => {
  test.concurrent.for(KINDS)(
    '34 refuses a secret that is %s',
    async ([, secret], { expect, onTestFinished }) => {
      const onCleanup = onTestFinished
      const env = { ...PRODUCTION, ...(secret === undefined ? {} : { AUTH_SECRET: secret }) }

      const { code, stdout, stderr } = await run([], {
        cwd: temporaryFolder(onCleanup),
        env,
        onCleanup,
      })

      expect(code).toBe(1)
      expect(stdout).toBe('')
      expect(stderr).toMatch(/^ {2}AUTH_SECRET /m)
      for (const part of (secret ?? '').split(',')) {
        if (part.trim() !== '') expect(stderr).not.toContain(part)
      }
    },
  )

  test('34 refuses every entry of a table of weak secrets', async () => {
    const env = { ...PRODUCTION, AUTH_SECRET: WEAK.join(',') }

    const { code, stderr } = await run([], { cwd: temporaryFolder(), env })

    const named = Array.from(stderr.matchAll(/^ {2}AUTH_SECRET \(entry (\d+)\)/gm))
    const entries = new Set(named.map(([, entry]) => Number(entry)))
    expect(code).toBe(1)
    expect(WEAK.filter((_, index) => !entries.has(index + 1))).toEqual([])
  })

  test('34 starts with a strong one, in any encoding', async ({ postgresUrl }) => {
    const bytes = Buffer.from(SECRET, 'base64url')
    const strong = [SECRET, bytes.toString('hex'), bytes.toString('base64')]
    const env = { ...PRODUCTION, BCRYPT_COST: '10', DATABASE_URL: postgresUrl }

    const server = await startServer({
      cwd: temporaryFolder(),
      env: { ...env, AUTH_SECRET: strong.join(',') },
    })
    const response = await fetch(`${server.url}/readyz`)
    const { code, stdout, stderr } = await server.stop()

    expect(response.status).toBe(200)
    expect(code).toBe(0)
    expect(stdout + stderr).not.toContain('AUTH_SECRET')
  })

  // Of a host that builds its own app, too: an empty variable must not become a key.
  test('34 no keyring is made of an empty secret', () => {
    expect(() => createKeyring([''])).toThrow('empty')
    expect(() => createKeyring([SECRET, ''])).toThrow('empty')
  })
})

/** Whatever a person could copy from what we publish. */
function samplesOfOurDocuments(): string[] {
  const paths = globSync(
    ['*.md', '.env*', '{docs,examples,apps,packages}/**/*.{md,env,yml,yaml}'],
    {
      cwd: ROOT,
      exclude: (path) => path.includes('node_modules'),
    },
  )
  return paths.flatMap((path) => {
    const text = readFileSync(join(ROOT, path), 'utf8')
    return [...text.matchAll(/AUTH_SECRET["']?\s*[=:]\s*["'`]?([^\s"'`,$<]{4,})/g)].map(
      ([, sample = '']) => sample,
    )
  })
}
