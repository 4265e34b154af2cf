import type { BenchCase } from '../bench-case.ts'
import { signIns, signUp } from '../servers/accounts.ts'
import { measureHashing } from './hashing.ts'

const ACCOUNTS = 8

function signInAt(cost: number): Pick<BenchCase, 'name' | 'unit' | 'beside' | 'run'> {
  return {
    name: `sign-in, bcrypt cost ${cost}`,
    unit: 'sign-ins/s',
    beside: 'bare bcrypt',
    run: (stage) =>
      measureHashing(stage, {
        cost,
        prepare: (product) => signUp(product, 0, ACCOUNTS),
        requests: () => signIns(0, ACCOUNTS),
      }),
  }
}

/** Everything but the hash must disappear beside it. */
export const signIn: BenchCase = { ...signInAt(10), budget: { ratio: 0.97 } }

/** At the cost that is set unless somebody sets another. */
export const signInByDefault: BenchCase = signInAt(12)
