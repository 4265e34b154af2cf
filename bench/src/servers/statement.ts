// One prepared UPDATE by primary key and nothing around it: what a request that writes a row cannot be
// faster than. Answers statements per second.
import { Pool } from 'pg'

import { questions, tell } from '../parent.ts'

interface Task {
  /** Statements at a time, each with a row of its own. */
  readonly connections: number
  readonly seconds: number
}

const pool = new Pool({ connectionString: process.env['DATABASE_URL'], max: 10 })
await pool.query('create table bare (id integer primary key, count integer not null)')

tell('ready')
for await (const question of questions()) {
  const task: Task = JSON.parse(question)
  tell(await measure(task))
}

async function measure({ connections, seconds }: Task): Promise<number> {
  await pool.query('truncate bare')
  await pool.query('insert into bare select id, 0 from generate_series(1, $1) as id', [connections])
  const text = 'update bare set count = count + 1 where id = $1 returning count'
  const started = performance.now()
  const until = started + seconds * 1000
  let count = 0
  async function work(id: number): Promise<void> {
    while (performance.now() < until) {
      await pool.query({ name: 'count', text, values: [id] })
      count += 1
    }
  }
  await Promise.all(Array.from({ length: connections }, (_none, index) => work(index + 1)))
  return (count / (performance.now() - started)) * 1000
}
