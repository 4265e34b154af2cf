import { questions, tell } from '../parent.ts'
import { fire } from './fire.ts'
import type { LoadJob } from './job.ts'

tell('ready')
for await (const question of questions()) {
  const job: LoadJob = JSON.parse(question)
  tell(await fire(job))
}
