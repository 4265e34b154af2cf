import { createKeyring } from '@latchkey/core'
import {
  array,
  assert,
  asyncProperty,
  constant,
  constantFrom,
  nat,
  oneof,
  property,
  record,
  type Arbitrary,
} from 'fast-check'
import { describe, expect } from 'vitest'

import { DEFAULT_LIFETIMES } from '../src/plugin.ts'
import type { RefreshToken } from '../src/refresh-token.ts'
import { SECRET, test } from './harness.ts'
import { createModel, type Outcome, type SessionModel } from './rotation-model.ts'

const keyring = createKeyring([SECRET])
const SESSION = '0198c0de-0000-7000-8000-000000000001'

/** Seconds: within the race window, out of it, out of the recovery window, out of the idle time. */
const PAUSES = [0, 11, 40, 3601, 90_000, 700_000]

/** Presents the token that is so many generations `back`, so many seconds after the step before. */
function present(back: Arbitrary<number>, pause: Arbitrary<number>) {
  return record({ kind: constant('present' as const), back, pause })
}

/** What may happen to a session: a refresh, one whose answer was lost, anything else. */
const step = oneof(
  { weight: 12, arbitrary: present(constant(0), constantFrom(0, 40)) },
  { weight: 12, arbitrary: present(constant(1), constantFrom(40, 3601)) },
  { weight: 6, arbitrary: present(nat(3), constantFrom(...PAUSES)) },
  { weight: 1, arbitrary: record({ kind: constant('demote' as const) }) },
  { weight: 1, arbitrary: record({ kind: constantFrom('revoke' as const, 'disable' as const) }) },
)

type Step = typeof step extends Arbitrary<infer S> ? S : never

describe('whatever happens to a session', () => {
  // Guarantees, over ten thousand histories: every successful answer holds the one live token;
  // presenting tokens never makes a second one; what is over stays over; a role never grows.
  test('it has one live token at most, is over for good, and never gains rights', () => {
    assert(
      property(array(step, { maxLength: 15 }), (steps) => {
        const model = createModel(SESSION, 'admin', DEFAULT_LIFETIMES, keyring.current)
        const tokens = [model.first]
        let wasOver = false
        let wasUser = false
        for (const next of steps) {
          const outcome = act(model, tokens, next)
          wasUser ||= next.kind === 'demote'
          if (wasOver && outcome) expect(outcome.how).toBe('refused')
          if (outcome && outcome.how !== 'refused') {
            expect(model.isNewest(outcome.token)).toBe(true)
            expect(outcome.role).toBe(wasUser ? 'user' : 'admin')
          }
          expect(liveTokens(model, tokens)).toBeLessThanOrEqual(1)
          wasOver ||= model.isOver()
          expect(model.isOver()).toBe(wasOver)
        }
      }),
      { numRuns: 10_000 },
    )
  })
})

describe('the model', () => {
  // Guarantee: what was shown of the model holds for the server on its database.
  test('answers as the server does', async ({ app, signUp, refresh, age, db }) => {
    const { liveSessions } = app.latchkey

    await assert(
      asyncProperty(array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
        const { user, session, refreshToken } = await signUp()
        await db.updateTable('users').set({ role: 'admin' }).where('id', '=', user.id).execute()
        await liveSessions.change(user.id, { role: 'admin' })
        const model = createModel(session.id, 'admin', DEFAULT_LIFETIMES, keyring.current)
        const [modelled, real] = [[model.first], [refreshToken]]

        for (const next of steps) {
          if (next.kind === 'present') {
            const at = indexOf(next.back, real)
            await age(session.id, next.pause)
            const expected = act(model, modelled, next)
            const answer = await refresh(real[at] ?? '')
            if (expected?.how === 'refused') {
              expect(answer.code).toBe(expected.code)
              continue
            }
            expect(answer.session.generation).toBe(expected?.token.generation)
            expect(roleIn(answer.accessToken)).toBe(expected?.role)
            // A repeated answer is the same token; a rotation one that nobody has seen.
            if (expected?.how === 'repeated') expect(answer.refreshToken).toBe(real.at(-1))
            else real.push(answer.refreshToken)
          } else {
            act(model, modelled, next)
            const copies =
              next.kind === 'demote' ? { role: 'user' } : { status: 'disabled' as const }
            if (next.kind === 'revoke') await liveSessions.end({ sessionId: session.id }, 'test')
            else await liveSessions.change(user.id, copies)
          }
        }
      }),
      { numRuns: 100 },
    )
  })
})

/** Does a step to the model; a rotation adds to its `tokens`. */
function act(model: SessionModel, tokens: RefreshToken[], next: Step): Outcome | undefined {
  if (next.kind !== 'present') {
    model[next.kind]()
    return undefined
  }
  model.pass(next.pause)
  const presented = tokens[indexOf(next.back, tokens)] ?? model.first
  const outcome = model.refresh(presented)
  if (outcome.how === 'rotated') tokens.push(outcome.token)
  return outcome
}

/** How many of the last tokens would be exchanged for a new one. */
function liveTokens(model: SessionModel, tokens: readonly RefreshToken[]): number {
  return tokens.slice(-4).filter((token) => model.clone().refresh(token).how === 'rotated').length
}

function indexOf(back: number, tokens: readonly unknown[]): number {
  return Math.max(0, tokens.length - 1 - back)
}

/** What a token states, whether it is still accepted or not. */
function roleIn(accessToken: string): unknown {
  const payload = accessToken.split('.')[1] ?? ''
  return JSON.parse(Buffer.from(payload, 'base64url').toString()).role
}
