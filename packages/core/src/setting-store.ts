import type { Database } from '@latchkey/database'

/** A value that the installation decided for itself, once. */
export async function findSetting(db: Database, name: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('installation_settings')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.value
}

/** Keeps `value` unless another process was first; returns what is kept. */
export async function insertSetting(db: Database, name: string, value: string): Promise<string> {
  const row = await db
    .insertInto('installation_settings')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning('value')
    .executeTakeFirst()
  return row?.value ?? (await findSetting(db, name)) ?? value
}
