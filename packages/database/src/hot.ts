import { hash } from 'node:crypto'

import {
  CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
  type RawBuilder,
} from 'kysely'

import type { Database, LatchkeyTables } from './tables.ts'

/** Stands for a value that is known only when the statement runs. */
export interface Parameter<P> {
  <K extends keyof P & string>(name: K): RawBuilder<P[K]>
}

/** What Kysely's query builders and its `sql` tag produce. */
export interface Buildable<Row> {
  compile(db: Database): CompiledQuery<Row>
}

/** Runs the statement on a pool, a connection or a transaction. */
export interface HotStatement<P, Row> {
  (db: Database, parameters: P): Promise<Row[]>
}

/**
 * Declares a statement that runs so often that planning it each time would cost more than running
 * it. It is built once; on PostgreSQL it is then prepared once per connection, in transactions too.
 *
 * ```ts
 * const findSetting = hot('find-setting', (db, parameter: Parameter<{ name: string }>) =>
 *   db.selectFrom('installation_settings').select('value').where('name', '=', parameter('name')),
 * )
 * const [row] = await findSetting(db, { name: 'public_url' })
 * ```
 *
 * The name is for people who read `pg_prepared_statements`. What PostgreSQL gets is the name and a
 * digest of the text, so two statements, or two versions of one, never answer for each other. A
 * statement that returns no rows resolves to an empty list.
 *
 * @throws {TypeError} when the name is not 1 to 48 lower-case letters, digits and dashes.
 */
export function hot<P, Row>(
  name: string,
  build: (db: Database, parameter: Parameter<P>) => Buildable<Row>,
): HotStatement<P, Row> {
  if (!/^[a-z0-9-]{1,48}$/.test(name)) throw new TypeError(`${name} cannot name a statement`)
  const placeholders = new Map<unknown, keyof P>()
  const parameter: Parameter<P> = (key) => {
    const placeholder = { placeholder: key }
    placeholders.set(placeholder, key)
    return sql`${placeholder}`
  }
  const compiled = build(compiler, parameter).compile(compiler)
  const text = `${PREFIX}${name}-${hash('sha256', compiled.sql).slice(0, 12)}${SUFFIX}${compiled.sql}`
  const slots = compiled.parameters.map((value) => ({ key: placeholders.get(value), value }))

  return async (db, parameters) => {
    const values = slots.map(({ key, value }) => (key === undefined ? value : parameters[key]))
    const { rows } = await db.executeQuery<Row>(CompiledQuery.raw(text, values))
    return rows
  }
}

/** The name under which a text is prepared; `undefined` for a text that `hot` did not make. */
export function statementName(text: string): string | undefined {
  if (!text.startsWith(PREFIX)) return undefined
  return text.slice(PREFIX.length, text.indexOf(SUFFIX))
}

// The name travels inside the text, because the text is all that Kysely hands to a driver. Nothing
// has to be registered, and a driver that does not look for it sees a comment.
const PREFIX = '/* hot:'
const SUFFIX = ' */ '

/** Knows the tables and the dialect, and cannot run anything. */
const compiler: Database = new Kysely<LatchkeyTables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})
