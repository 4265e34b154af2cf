import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { assessSecret } from '@latchkey/core'
import { temporaryFolder } from '@latchkey/testing'
import { describe, expect, test, vi } from 'vitest'

import { personAt } from './person.ts'
import { latchkey, startServer } from './process.ts'

// Each command is a process, and each start of an embedded database takes seconds.
vi.setConfig({ testTimeout: 90_000 })

interface ListedUse {
  keyId: string
  place: string
  signingKeys: number
  sessions: number
}

async function status(cwd: string, env: Record<string, string> = {}): Promise<ListedUse[]> {
  const { stdout } = await latchkey(['secrets', 'status', '--json'], { cwd, env })
  return JSON.parse(stdout)
}

describe('latchkey secrets', () => {
  test('generate prints a secret that production accepts, another one each time', async () => {
    const cwd = temporaryFolder()

    const outputs = [
      await latchkey(['secrets', 'generate'], { cwd }),
      await latchkey(['secrets', 'generate'], { cwd }),
    ]

    const secrets = outputs.map(({ stdout }) => stdout.trimEnd())
    expect(new Set(secrets).size).toBe(2)
    for (const secret of secrets) {
      expect(secret).toMatch(/^[\w-]{43}$/)
      expect(assessSecret(secret)).toBeUndefined()
    }
  })

  // Guarantee: who follows what the command says loses nothing and signs nobody out.
  test('status and rotate lead from one secret to another', async () => {
    const first = await startServer({ cwd: temporaryFolder() })
    const { cwd } = first
    const signedUp = await personAt(first.url).signUp()
    await first.stop()
    const old = readFileSync(join(cwd, '.latchkey/secret'), 'utf8')
    const { stdout: generated } = await latchkey(['secrets', 'generate'], { cwd })
    const env = { AUTH_SECRET: `${generated.trimEnd()},${old}` }

    const second = await startServer({ cwd, env })
    const person = personAt(second.url)
    const before = await status(cwd)
    await latchkey(['secrets', 'rotate'], { cwd })
    const encrypted = await status(cwd)
    const once = await person.refresh(signedUp)
    const refreshedOnce = await status(cwd)
    const twice = await person.refresh(once)
    const { code, stdout } = await latchkey(['secrets', 'status'], { cwd })

    const places = { first: before[0]?.keyId, other: before[1]?.keyId }
    const row = (place: 'first' | 'other', signingKeys: number, sessions: number) => ({
      keyId: places[place],
      place,
      signingKeys,
      sessions,
    })
    expect(before).toEqual([row('first', 0, 0), row('other', 2, 1)])
    expect(encrypted).toEqual([row('first', 2, 0), row('other', 0, 1)])
    // The answer of the refresh could have been lost.
    expect(refreshedOnce).toEqual([row('first', 2, 1), row('other', 0, 1)])
    expect(code).toBe(0)
    expect(stdout).toContain(`${places.other} is not needed any more`)
    await second.stop()

    const third = await startServer({ cwd, env: { AUTH_SECRET: generated.trimEnd() } })
    const later = personAt(third.url)
    const tokens = await later.refresh(twice)
    expect([await later.use(twice), await later.use(tokens)]).toEqual([200, 200])
    expect((await later.signIn()).user.username).toBe('ada')
  })

  test('status names a secret that is missing', async () => {
    const server = await startServer({ cwd: temporaryFolder() })
    await server.stop()
    const { cwd } = server
    const { stdout: generated } = await latchkey(['secrets', 'generate'], { cwd })
    const env = { AUTH_SECRET: generated.trimEnd() }
    const [own] = await status(cwd)

    const { code, stdout, stderr } = await latchkey(['secrets', 'status'], { cwd, env })
    const rotation = await latchkey(['secrets', 'rotate'], { cwd, env })

    expect(code).toBe(1)
    expect(stdout).toMatch(new RegExp(`^${own?.keyId} +missing +2 +0$`, 'm'))
    expect(stderr).toContain(`${own?.keyId} is needed`)
    expect([rotation.code, rotation.stderr]).toEqual([1, expect.stringContaining('Not readable')])
    // Nothing was harmed: with its own secret the server starts.
    await startServer({ cwd })
  })
})
