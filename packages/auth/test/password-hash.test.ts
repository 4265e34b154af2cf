import { createHmac } from 'node:crypto'

import bcrypt from 'bcrypt'
import { describe, expect, test, vi } from 'vitest'

import { decoyHash } from '../src/bcrypt-hash.ts'
import { createPasswordHasher } from '../src/password-hash.ts'

const hasher = createPasswordHasher({ cost: 4 })

describe('hash and verify', () => {
  // Guarantee: the stored string names algorithm and parameters, and every one has its own salt.
  test('stores algorithm, version, cost, salt and digest', async () => {
    const stored = await Promise.all([hasher.hash('correct horse'), hasher.hash('correct horse')])

    expect(stored[0]).toMatch(
      /^\$bcrypt-hmac-sha384\$v=1\$r=4\$[./A-Za-z0-9]{22}\$[./A-Za-z0-9]{31}$/,
    )
    expect(stored[0]).not.toBe(stored[1])
  })

  // Guarantee: hashes stored by a released version keep working. Never change this string.
  test('verifies a hash from the past', async () => {
    const stored =
      '$bcrypt-hmac-sha384$v=1$r=4$RnnQGLURzo6cAT35LbxFxO$qyghrP7VijBA3AWiGdJcRvpiKdZjAAi'

    expect(await hasher.verify('Grüße 🗝️ from\u0000the past', stored)).toEqual({
      ok: true,
      upgrade: false,
    })
    expect(await hasher.verify('Grüße 🗝️ from', stored)).toEqual({ ok: false, upgrade: false })
  })

  // Guarantee: the format is what it says, so that another program can take the hashes over.
  test('is bcrypt over base64 of HMAC-SHA-384', async () => {
    const stored = await hasher.hash('päss wörd')

    const [, , , , salt, digest] = stored.split('$')
    const digested = createHmac('sha384', 'latchkey/password/v1')
      .update('päss wörd')
      .digest('base64')
    expect(digested).toHaveLength(64)
    expect(await bcrypt.compare(digested, `$2b$04$${salt}${digest}`)).toBe(true)
  })

  // Guarantee: exactly the password that was set signs in; every byte of it counts.
  test.each([
    ['byte 73', `${'a'.repeat(72)}b`, `${'a'.repeat(72)}c`],
    ['a length beyond 72 bytes', 'a'.repeat(73), 'a'.repeat(74)],
    ['the last of 256 characters', `${'x'.repeat(255)}y`, `${'x'.repeat(255)}z`],
    ['the last of 64 emoji', `${'🔑'.repeat(63)}🔒`, `${'🔑'.repeat(63)}🔓`],
    ['what follows a NUL', 'before\u0000after', 'before\u0000other'],
    ['a trailing space', 'password one', 'password one '],
    ['a leading space', 'password one', ' password one'],
    ['case', 'Password one', 'password one'],
    ['NFC and NFD', 'caf\u00e9 au lait', 'cafe\u0301 au lait'],
    ['compatibility forms', 'ﬁle system', 'file system'],
    ['an empty password', 'password', ''],
  ])('tells apart by %s', async (_, password, other) => {
    const stored = await hasher.hash(password)

    expect(await hasher.verify(password, stored)).toEqual({ ok: true, upgrade: false })
    expect(await hasher.verify(other, stored)).toEqual({ ok: false, upgrade: false })
  })

  // Guarantee: raising the cost upgrades hashes at the next right password, and nothing else does.
  test.each([
    { stored: 4, now: 5, password: 'right password', ok: true, upgrade: true },
    { stored: 5, now: 5, password: 'right password', ok: true, upgrade: false },
    { stored: 5, now: 4, password: 'right password', ok: true, upgrade: false },
    { stored: 4, now: 5, password: 'wrong password', ok: false, upgrade: false },
  ])('cost $stored at $now with the $password', async ({ stored, now, password, ...verdict }) => {
    const hash = await createPasswordHasher({ cost: stored }).hash('right password')

    expect(await createPasswordHasher({ cost: now }).verify(password, hash)).toEqual(verdict)
  })

  // Guarantee: a wrong password takes as long as an unknown account, however old the hash is.
  test.each([
    { stored: 4, now: 7, compared: [4, 4, 5, 6] },
    { stored: 6, now: 7, compared: [6, 6] },
    { stored: 7, now: 7, compared: [7] },
  ])('works for cost $now on a hash of cost $stored', async ({ stored, now, compared }) => {
    const hash = await createPasswordHasher({ cost: stored }).hash('right password')
    const compare = vi.spyOn(bcrypt, 'compare')

    await createPasswordHasher({ cost: now }).verify('wrong password', hash)

    expect(compare.mock.calls.map(([, against]) => bcrypt.getRounds(against))).toEqual(compared)
    expect(compared.reduce((work, cost) => work + 2 ** cost, 0)).toBe(2 ** now)
    compare.mockRestore()
  })

  // Guarantee: what is not exactly a stored hash is an error, never a right password.
  test.each([
    ['an unknown scheme', (stored: string) => stored.replace('bcrypt-hmac-sha384', 'argon2id')],
    [
      'a name of every object',
      (stored: string) => stored.replace('bcrypt-hmac-sha384', 'constructor'),
    ],
    ['an unknown version', (stored: string) => stored.replace('v=1', 'v=2')],
    ['a cost that is too low', (stored: string) => stored.replace('r=4', 'r=3')],
    ['a cost that would take years', (stored: string) => stored.replace('r=4', 'r=31')],
    ['a padded cost', (stored: string) => stored.replace('r=4', 'r=04')],
    ['a character less', (stored: string) => stored.slice(0, -1)],
    ['a character more', (stored: string) => `${stored}a`],
    ['a line feed', (stored: string) => `${stored}\n`],
    ['a space in front', (stored: string) => ` ${stored}`],
    ['plain bcrypt', (stored: string) => stored.replace(/^.*r=4\$(.{22})\$/, '$2b$04$$$1')],
    ['the password itself', () => 'right password'],
    ['nothing', () => ''],
  ])('refuses %s', async (_, spoil) => {
    const stored = await hasher.hash('right password')
    const spoilt = spoil(stored)

    const error = await hasher.verify('right password', spoilt).catch((error: unknown) => error)

    expect(spoilt).not.toBe(stored)
    expect(error).toBeInstanceOf(Error)
    expect(String(error)).not.toContain(stored.slice(-31))
  })

  test('refuses a hash with one character changed', async () => {
    const stored = await hasher.hash('right password')
    const changed = stored.slice(0, -5) + (stored.at(-5) === 'a' ? 'b' : 'a') + stored.slice(-4)

    expect(await hasher.verify('right password', changed)).toEqual({ ok: false, upgrade: false })
  })

  // Guarantee: two different strings never hash alike because they have no UTF-8 form.
  test.each(['half \ud83d of a pair', '\udd11 the other half', 'pass\ud83dword'])(
    'refuses lone surrogates (%j)',
    async (password) => {
      const stored = await hasher.hash('half \ufffd of a pair')

      await expect(hasher.hash(password)).rejects.toThrow(TypeError)
      await expect(hasher.verify(password, stored)).rejects.toThrow(TypeError)
      await expect(hasher.verifyDecoy(password)).rejects.toThrow(TypeError)
    },
  )
})

describe('verifyDecoy', () => {
  // Guarantee: an unknown account costs a comparison at the cost of new hashes, and never succeeds.
  test('compares with a well-formed hash of the configured cost', async () => {
    const decoy = decoyHash(12)

    expect(decoy.cost).toBe(12)
    expect(`${decoy.salt}${decoy.digest}`).toMatch(/^[./A-Za-z0-9]{53}$/)
    expect(bcrypt.getRounds(`$2b$12$${decoy.salt}${decoy.digest}`)).toBe(12)
    expect(await hasher.verifyDecoy('any password')).toBe(false)
  })

  // Guarantee: unknown accounts wait in the same queue as known ones.
  test('takes a place in the queue', async () => {
    const single = createPasswordHasher({ cost: 4, concurrency: 1, maxQueue: 0 })
    const decoy = single.verifyDecoy('any password')

    await expect(single.hash('any password')).rejects.toMatchObject({ code: 'UNAVAILABLE' })

    expect(await decoy).toBe(false)
  })
})

describe('createPasswordHasher', () => {
  // Guarantee: a storm is shed at once, and who was accepted is still served.
  test('refuses what exceeds the queue', async () => {
    const small = createPasswordHasher({ cost: 4, concurrency: 1, maxQueue: 3 })

    const calls = Array.from({ length: 20 }, () => small.hash('any password'))
    expect(small.queueLength).toBe(3)
    const outcomes = await Promise.allSettled(calls)

    const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(refused).toHaveLength(16)
    expect(refused[0]?.reason).toMatchObject({ code: 'UNAVAILABLE', options: { retryAfter: 1 } })
    expect(small.queueLength).toBe(0)
  })

  // Guarantee: each of the three functions drops the work of a client that is gone.
  test('drops what waits when its signal is aborted', async () => {
    const single = createPasswordHasher({ cost: 4, concurrency: 1, maxQueue: 10 })
    const stored = await single.hash('any password')
    const client = new AbortController()
    const { signal } = client

    const first = single.hash('any password')
    const dropped = [
      single.hash('any password', { signal }),
      single.verify('any password', stored, { signal }),
      single.verifyDecoy('any password', { signal }),
    ]
    client.abort(new Error('The client is gone'))

    for (const call of dropped) await expect(call).rejects.toThrow('The client is gone')
    expect(single.queueLength).toBe(0)
    expect(await first).toContain('$bcrypt-hmac-sha384$')
  })

  test.each([3, 21, 10.5, Number.NaN])('refuses the cost %d', (cost) => {
    expect(() => createPasswordHasher({ cost })).toThrow('must be from 4 to 20')
  })
})
