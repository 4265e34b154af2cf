import type { ColumnType, Generated, JSONColumnType, Kysely, Selectable, Transaction } from 'kysely'

/** Every table of Latchkey, as Kysely sees it. */
export interface LatchkeyTables {
  users: UsersTable
  credentials: CredentialsTable
  sessions: SessionsTable
  known_devices: KnownDevicesTable
  signing_keys: SigningKeysTable
  revocations: RevocationsTable
  installation_settings: InstallationSettingsTable
}

/** What stores take as `db`: a pool, a connection or a transaction. */
export type Database = Kysely<LatchkeyTables>

/** For stores whose caller must be inside a transaction, because it holds a lock. */
export type DatabaseTransaction = Transaction<LatchkeyTables>

/** A row as it is read: `Row<'users'>`. */
export type Row<Name extends keyof LatchkeyTables> = Selectable<LatchkeyTables[Name]>

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | JsonValue[]
  | { [key: string]: JsonValue }

export type JsonObject = { [key: string]: JsonValue }

/** Read as an object, written as JSON text: the drivers disagree about bare arrays. */
type Json = JSONColumnType<JsonObject>
type JsonWithDefault = ColumnType<JsonObject, string | undefined, string>

export interface UsersTable {
  id: string
  kind: Generated<'person' | 'service'>
  /** As typed. */
  email: string | null
  /** Canonical form, which is what must be unique. */
  email_key: string | null
  email_verified_at: Date | null
  /** As typed. */
  username: string | null
  /** Canonical form, which is what must be unique. */
  username_key: string | null
  name: string | null
  locale: string | null
  profile: JsonWithDefault
  app_metadata: JsonWithDefault
  role: string
  status: Generated<'active' | 'disabled'>
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

export interface CredentialsTable {
  id: string
  user_id: string
  /** `password`; later also `totp`, `webauthn`, `recovery`. */
  kind: string
  /** A hash, or encrypted with the keyring. */
  secret: string
  data: JsonWithDefault
  created_at: Generated<Date>
  last_used_at: Date | null
}

export interface SessionsTable {
  id: string
  user_id: string
  /** Grows by one at every rotation of the refresh token. */
  generation: number
  /** Hash of the refresh token of this generation. */
  hash: Buffer
  /** Hash of the token that the last rotation replaced. */
  previous_hash: Buffer | null
  /** Random input of the last rotation, from which its outcome can be derived again. */
  rotation_salt: Buffer | null
  /** Entry of the keyring that the token of this generation was made with. */
  rotation_key_id: string
  /** The same of the generation before, whose token can still be worth something. */
  previous_key_id: string | null
  rotated_at: Date | null
  /** The token of this generation was handed out again after its first answer. */
  recovered: Generated<boolean>
  /** How many generations in a row needed that. */
  recovered_in_row: Generated<number>
  transport: string
  client_id: string
  /** Copy of the user's, so that a rotation needs no join. */
  role: string
  /** Copy of the user's, so that a rotation needs no join. */
  status: Generated<'active' | 'disabled'>
  device_id: string | null
  created_at: Generated<Date>
  last_used_at: Generated<Date>
  /** Moves forward with every rotation. */
  idle_expires_at: Date
  /** Never moves. */
  expires_at: Date
  authenticated_at: Generated<Date>
  /** How the user proved who he is (RFC 8176). */
  amr: string[]
  ip: string | null
  user_agent: string | null
  revoked_at: Date | null
  revoked_reason: string | null
}

export interface KnownDevicesTable {
  id: string
  user_id: string
  /** Hash of the device token. */
  hash: Buffer
  first_seen_at: Generated<Date>
  last_seen_at: Generated<Date>
  ip: string | null
  user_agent: string | null
}

export interface SigningKeysTable {
  kid: string
  alg: string
  public_jwk: Json
  /** A JWK, encrypted with the keyring; `null` for a key that no longer signs. */
  private_jwk: string | null
  state: 'next' | 'current' | 'previous' | 'retired'
  /** Seconds that a token signed with it lives at most, whichever process signs. */
  token_lifetime: number
  created_at: Generated<Date>
  /** Somebody asked for a rotation: when a `next` key may sign at the earliest. */
  promote_at: Date | null
  /** When it became `current`. */
  activated_at: Date | null
  /** When it stopped signing. */
  replaced_at: Date | null
  /** When it stopped verifying. */
  retired_at: Date | null
}

export interface RevocationsTable {
  /** In the order of insertion, but not of commits. */
  seq: ColumnType<number, never, never>
  kind: 'session' | 'api_key' | 'signing_key'
  subject: string
  /** The last generation that is affected; `null` for everything under the subject. */
  up_to: number | null
  /** `stale`: a refresh helps. `revoked`: it does not. */
  effect: 'revoked' | 'stale'
  created_at: Generated<Date>
  /** When everything affected has expired by itself. */
  expires_at: Date
}

/** What an installation decided once, such as its public URL. */
export interface InstallationSettingsTable {
  name: string
  value: string
  updated_at: Generated<Date>
}
