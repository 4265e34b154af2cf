import type { BenchCase } from '../bench-case.ts'
import { registrations, signUp } from '../servers/accounts.ts'
import { measureHashing } from './hashing.ts'

export const register: BenchCase = {
  name: 'registration, bcrypt cost 10',
  unit: 'accounts/s',
  beside: 'bare bcrypt',
  run: (stage) =>
    measureHashing(stage, {
      cost: 10,
      // The first one reads the list of common passwords.
      prepare: (product) => signUp(product, 0, 1),
      requests: (round, count) => registrations(round, count),
    }),
}
