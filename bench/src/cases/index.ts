import type { BenchCase } from '../bench-case.ts'
import { startEmbedded, startOnPostgres } from './cold-start.ts'
import { me } from './me.ts'
import { memoryIdle, memoryLoaded } from './memory.ts'
import { refresh } from './refresh.ts'
import { register } from './register.ts'
import { signIn, signInByDefault } from './sign-in.ts'
import { tokenNew } from './token-new.ts'
import { tokenSeen } from './token-seen.ts'

/** In the order of the table. */
export const cases: readonly BenchCase[] = [
  tokenSeen,
  tokenNew,
  me,
  signIn,
  signInByDefault,
  register,
  refresh,
  startOnPostgres,
  startEmbedded,
  memoryIdle,
  memoryLoaded,
]
