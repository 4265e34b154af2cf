import type { BenchCase } from '../bench-case.ts'
import { measureHello } from './hello.ts'

/** One token per connection, over and over. */
export const tokenSeen: BenchCase = {
  name: 'access token seen before',
  unit: 'requests/s',
  beside: 'bare Fastify',
  budget: { ratio: 0.9 },
  run: (stage) => measureHello(stage, { tokens: stage.pace.connections, renewed: false }),
}
