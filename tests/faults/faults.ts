import { clocks } from './clocks.ts'
import { commitCut } from './commit-cut.ts'
import { databaseFreeze } from './database-freeze.ts'
import { databaseRestart } from './database-restart.ts'
import type { Figures } from './figures.ts'
import { firstStart } from './first-start.ts'
import type { Ground } from './ground.ts'
import { keyRotation } from './key-rotation.ts'
import { killDuringRefresh } from './kill-during-refresh.ts'
import { poolExhausted } from './pool-exhausted.ts'
import { readOnly } from './read-only.ts'
import { refreshRace } from './refresh-race.ts'
import { rollingRestart } from './rolling-restart.ts'

/** Something that goes wrong, at the length for a machine that is left alone and for every change. */
export interface Fault {
  readonly name: string
  full(ground: Ground): Promise<Figures>
  short(ground: Ground): Promise<Figures>
}

export const faults: readonly Fault[] = [
  {
    name: 'kill -9 during refresh',
    full: (ground) => killDuringRefresh({ ground, kills: 500 }),
    short: (ground) => killDuringRefresh({ ground, kills: 20 }),
  },
  {
    name: 'concurrent refreshes',
    full: (ground) => refreshRace({ ground, rounds: 50 }),
    short: (ground) => refreshRace({ ground, rounds: 2 }),
  },
  {
    name: 'database restarted',
    full: (ground) => databaseRestart({ ground, restarts: 5 }),
    short: (ground) => databaseRestart({ ground, restarts: 1 }),
  },
  {
    name: 'database frozen',
    full: (ground) => databaseFreeze({ ground, seconds: 8 }),
    short: (ground) => databaseFreeze({ ground, seconds: 0 }),
  },
  {
    name: 'pool exhausted',
    full: (ground) => poolExhausted({ ground, callers: 200 }),
    short: (ground) => poolExhausted({ ground, callers: 200 }),
  },
  {
    name: 'rolling restart',
    full: (ground) => rollingRestart({ ground, rounds: 10, keepAlive: false }),
    short: (ground) => rollingRestart({ ground, rounds: 1, keepAlive: false }),
  },
  {
    name: 'rolling restart, kept connections',
    full: (ground) => rollingRestart({ ground, rounds: 10, keepAlive: true }),
    short: (ground) => rollingRestart({ ground, rounds: 1, keepAlive: true }),
  },
  {
    name: 'signing key rotated',
    full: (ground) => keyRotation({ ground, rotations: 10 }),
    short: (ground) => keyRotation({ ground, rotations: 2 }),
  },
  {
    name: 'database read-only',
    full: (ground) => readOnly({ ground, rounds: 20 }),
    short: (ground) => readOnly({ ground, rounds: 2 }),
  },
  {
    name: 'connection cut at commit',
    full: (ground) => commitCut({ ground, rounds: 50 }),
    short: (ground) => commitCut({ ground, rounds: 2 }),
  },
  {
    name: 'clocks differ',
    full: (ground) => clocks({ ground }),
    short: (ground) => clocks({ ground }),
  },
  {
    name: 'first start of several',
    full: (ground) => firstStart({ ground, instances: 5 }),
    short: (ground) => firstStart({ ground, instances: 3 }),
  },
]
