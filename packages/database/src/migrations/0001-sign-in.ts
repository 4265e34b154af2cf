import { sql, type ColumnDefinitionBuilder, type Kysely } from 'kysely'

/** Users, passwords, sessions, devices, signing keys, revocations and installation settings. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createUsers(db)
  await createCredentials(db)
  await createKnownDevices(db)
  await createSessions(db)
  await createSigningKeys(db)
  await createRevocations(db)
  await db.schema
    .createTable('installation_settings')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', required)
    .addColumn('updated_at', 'timestamptz', nowByDefault)
    .execute()
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('installation_settings').execute()
  await db.schema.dropTable('revocations').execute()
  await db.schema.dropTable('signing_keys').execute()
  await db.schema.dropTable('sessions').execute()
  await db.schema.dropTable('known_devices').execute()
  await db.schema.dropTable('credentials').execute()
  await db.schema.dropTable('users').execute()
}

async function createUsers(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('users')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull().defaultTo('person'))
    .addColumn('email', 'text')
    .addColumn('email_key', 'text')
    .addColumn('email_verified_at', 'timestamptz')
    .addColumn('username', 'text')
    .addColumn('username_key', 'text')
    .addColumn('name', 'text')
    .addColumn('locale', 'text')
    .addColumn('profile', 'jsonb', emptyObjectByDefault)
    .addColumn('app_metadata', 'jsonb', emptyObjectByDefault)
    .addColumn('role', 'text', required)
    .addColumn('status', 'text', (column) => column.notNull().defaultTo('active'))
    .addColumn('created_at', 'timestamptz', nowByDefault)
    .addColumn('updated_at', 'timestamptz', nowByDefault)
    // Their indexes find the account at sign-in.
    .addUniqueConstraint('users_email_key_unique', ['email_key'])
    .addUniqueConstraint('users_username_key_unique', ['username_key'])
    .addCheckConstraint('users_kind_check', sql`kind in ('person', 'service')`)
    .addCheckConstraint('users_status_check', sql`status in ('active', 'disabled')`)
    .addCheckConstraint('users_email_check', sql`(email is null) = (email_key is null)`)
    .addCheckConstraint('users_username_check', sql`(username is null) = (username_key is null)`)
    .addCheckConstraint('users_email_size_check', sql`char_length(email) <= 254`)
    // The limit of 8 kB is on the JSON text that was sent; PostgreSQL keeps another form of it.
    .addCheckConstraint('users_profile_check', sql`jsonb_typeof(profile) = 'object'`)
    .addCheckConstraint('users_app_metadata_check', sql`jsonb_typeof(app_metadata) = 'object'`)
    .execute()

  // Who takes the role from an administrator looks for the others first: few, among any number.
  await db.schema
    .createIndex('users_administrators_idx')
    .on('users')
    .column('id')
    .where(sql.ref('role'), '=', sql.lit('admin'))
    .where(sql.ref('status'), '=', sql.lit('active'))
    .where(sql.ref('kind'), '=', sql.lit('person'))
    .execute()
}

async function createCredentials(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('credentials')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('user_id', 'uuid', ownedByUser)
    .addColumn('kind', 'text', required)
    .addColumn('secret', 'text', required)
    .addColumn('data', 'jsonb', emptyObjectByDefault)
    .addColumn('created_at', 'timestamptz', nowByDefault)
    .addColumn('last_used_at', 'timestamptz')
    .addCheckConstraint('credentials_data_check', sql`jsonb_typeof(data) = 'object'`)
    .execute()

  // Sign-in joins the password to its user; one user has one password.
  await db.schema
    .createIndex('credentials_password_unique')
    .unique()
    .on('credentials')
    .column('user_id')
    .where(sql.ref('kind'), '=', sql.lit('password'))
    .execute()

  // Deleting a user deletes his credentials of every kind.
  await db.schema
    .createIndex('credentials_user_id_idx')
    .on('credentials')
    .column('user_id')
    .execute()
}

async function createKnownDevices(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('known_devices')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('user_id', 'uuid', ownedByUser)
    .addColumn('hash', 'bytea', required)
    .addColumn('first_seen_at', 'timestamptz', nowByDefault)
    .addColumn('last_seen_at', 'timestamptz', nowByDefault)
    .addColumn('ip', 'text')
    .addColumn('user_agent', 'text')
    // Its index recognises the device token of a sign-in.
    .addUniqueConstraint('known_devices_hash_unique', ['hash'])
    .execute()

  // Deleting a user deletes his devices.
  await db.schema
    .createIndex('known_devices_user_id_idx')
    .on('known_devices')
    .column('user_id')
    .execute()
}

async function createSessions(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('sessions')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('user_id', 'uuid', ownedByUser)
    .addColumn('generation', 'integer', required)
    .addColumn('hash', 'bytea', required)
    .addColumn('previous_hash', 'bytea')
    .addColumn('rotation_salt', 'bytea')
    .addColumn('rotation_key_id', 'text', required)
    .addColumn('previous_key_id', 'text')
    .addColumn('rotated_at', 'timestamptz')
    .addColumn('recovered', 'boolean', (column) => column.notNull().defaultTo(false))
    .addColumn('recovered_in_row', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('transport', 'text', required)
    .addColumn('client_id', 'text', required)
    .addColumn('role', 'text', required)
    .addColumn('status', 'text', (column) => column.notNull().defaultTo('active'))
    // Not a reference: a session outlives the memory of its device.
    .addColumn('device_id', 'uuid')
    .addColumn('created_at', 'timestamptz', nowByDefault)
    .addColumn('last_used_at', 'timestamptz', nowByDefault)
    .addColumn('idle_expires_at', 'timestamptz', required)
    .addColumn('expires_at', 'timestamptz', required)
    .addColumn('authenticated_at', 'timestamptz', nowByDefault)
    .addColumn('amr', sql`text[]`, required)
    .addColumn('ip', 'text')
    .addColumn('user_agent', 'text')
    .addColumn('revoked_at', 'timestamptz')
    .addColumn('revoked_reason', 'text')
    .addCheckConstraint('sessions_transport_check', sql`transport in ('bearer', 'cookie', 'split')`)
    .addCheckConstraint('sessions_status_check', sql`status in ('active', 'disabled')`)
    // A refresh changes no indexed column; with room left on its page the update touches no index.
    .modifyEnd(sql`with (fillfactor = 70)`)
    .execute()

  // "Sign out everywhere", the session list and changes of a role filter by user.
  await db.schema.createIndex('sessions_user_id_idx').on('sessions').column('user_id').execute()
}

async function createSigningKeys(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('signing_keys')
    .addColumn('kid', 'text', (column) => column.primaryKey())
    .addColumn('alg', 'text', required)
    .addColumn('public_jwk', 'jsonb', required)
    .addColumn('private_jwk', 'text')
    .addColumn('state', 'text', required)
    .addColumn('token_lifetime', 'integer', required)
    .addColumn('created_at', 'timestamptz', nowByDefault)
    .addColumn('promote_at', 'timestamptz')
    .addColumn('activated_at', 'timestamptz')
    .addColumn('replaced_at', 'timestamptz')
    .addColumn('retired_at', 'timestamptz')
    .addCheckConstraint(
      'signing_keys_state_check',
      sql`state in ('next', 'current', 'previous', 'retired')`,
    )
    // Nobody can sign with a key that has been replaced, whatever he finds.
    .addCheckConstraint(
      'signing_keys_private_check',
      sql`(private_jwk is not null) = (state in ('next', 'current'))`,
    )
    .execute()

  // Of processes that create or rotate keys at the same time, one succeeds.
  await db.schema
    .createIndex('signing_keys_state_unique')
    .unique()
    .on('signing_keys')
    .column('state')
    .where(sql<boolean>`state in ('next', 'current')`)
    .execute()
}

async function createRevocations(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('revocations')
    .addColumn('seq', 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('kind', 'text', required)
    .addColumn('subject', 'text', required)
    .addColumn('up_to', 'integer')
    .addColumn('effect', 'text', required)
    .addColumn('created_at', 'timestamptz', nowByDefault)
    .addColumn('expires_at', 'timestamptz', required)
    .addCheckConstraint(
      'revocations_kind_check',
      sql`kind in ('session', 'api_key', 'signing_key')`,
    )
    .addCheckConstraint('revocations_effect_check', sql`effect in ('revoked', 'stale')`)
    .execute()

  // Every process loads the entries that have not expired; the cleanup deletes the others.
  await db.schema
    .createIndex('revocations_expires_at_idx')
    .on('revocations')
    .column('expires_at')
    .execute()
}

function required(column: ColumnDefinitionBuilder) {
  return column.notNull()
}

function nowByDefault(column: ColumnDefinitionBuilder) {
  return column.notNull().defaultTo(sql`now()`)
}

function emptyObjectByDefault(column: ColumnDefinitionBuilder) {
  return column.notNull().defaultTo(sql`'{}'::jsonb`)
}

function ownedByUser(column: ColumnDefinitionBuilder) {
  return column.notNull().references('users.id').onDelete('cascade')
}
