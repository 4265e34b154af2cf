import { openDatabase, type Database } from '@latchkey/database'
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose'
import { sql } from 'kysely'

import { getMe, login, newAccount, send, signUp, type Account } from './calls.ts'
import { count, type Figures } from './figures.ts'
import { PUBLIC_URL, type Ground, type Server } from './ground.ts'
import { startLoad } from './load.ts'

export interface KeyRotationOptions {
  ground: Ground
  rotations: number
}

/**
 * The key that signs is replaced under load, on two servers. Tokens of all keys are verified by both,
 * and by somebody else who knows nothing but a key set that he may keep for five minutes.
 */
export async function keyRotation({ ground, rotations }: KeyRotationOptions): Promise<Figures> {
  const databaseUrl = await ground.newDatabase()
  await using one = await ground.startServer(databaseUrl)
  await using other = await ground.startServer(databaseUrl)
  const database = await openDatabase({ url: databaseUrl, dataDir: '', onError: console.error })
  const servers = [one, other]
  let turn = 0
  const load = await startLoad(() => servers[(turn += 1) % 2]?.url ?? '')
  const account = newAccount()
  const tokens = [(await signUp(one.url, account)).accessToken]
  let verified = 0
  let failed = 0

  for (let rotation = 0; rotation < rotations; rotation += 1) {
    await letMinutesPass(database.db)
    const kept = createLocalJWKSet(await readKeys(other))
    const rotated = await ground.latchkey(databaseUrl, 'keys', 'rotate', '--json')
    if (rotated.code !== 0) throw new Error(rotated.stderr)
    const known = new Set(tokens.map(keyOf))
    for (const server of servers) tokens.push(await signInWithNewKey(server, account, known))
    for (const token of tokens) {
      const answers = await Promise.all(servers.map(({ url }) => getMe(url, token)))
      failed += answers.filter(({ status }) => status !== 200).length
      failed += await isRefused(token, kept)
      verified += 1 + answers.length
    }
  }
  await load.everyCall(200)
  await load.stop()
  await database.close()
  const refused = load.answers.filter(({ status }) => status !== 200).length
  return [
    count('rotations', rotations),
    count('keys that signed', new Set(tokens.map(keyOf)).size, { exactly: rotations + 1 }),
    count('verifications of their tokens', verified),
    count('failed verifications', failed, { exactly: 0 }),
    count('answers to the load', load.answers.length),
    count('failed requests', refused, { exactly: 0 }),
  ]
}

/** Signs in until the server has heard of the rotation. */
async function signInWithNewKey(
  { url }: Server,
  account: Account,
  known: ReadonlySet<string>,
): Promise<string> {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    const { status, body } = await login(url, account)
    if (status === 200 && !known.has(keyOf(body.accessToken))) return body.accessToken
  }
  throw new Error('the server goes on with the old key')
}

/** The next key has been published for long enough to take over. */
async function letMinutesPass(db: Database): Promise<void> {
  await db
    .updateTable('signing_keys')
    .set({ created_at: sql<Date>`created_at - interval '10 minutes'` })
    .execute()
}

async function readKeys({ url }: Server): Promise<JSONWebKeySet> {
  const { body } = await send<JSONWebKeySet>('GET', `${url}/.well-known/jwks.json`)
  return body
}

async function isRefused(token: string, kept: ReturnType<typeof createLocalJWKSet>) {
  try {
    await jwtVerify(token, kept, { issuer: PUBLIC_URL, audience: PUBLIC_URL, typ: 'at+jwt' })
    return 0
  } catch {
    return 1
  }
}

function keyOf(token: string): string {
  const header = Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString()
  const { kid }: { kid: string } = JSON.parse(header)
  return kid
}
