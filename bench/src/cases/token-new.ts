import type { BenchCase } from '../bench-case.ts'
import { measureHello } from './hello.ts'

/** Every request has its signature verified. */
export const tokenNew: BenchCase = {
  name: 'access token never seen',
  unit: 'requests/s',
  beside: 'bare Fastify',
  budget: { ratio: 0.11 },
  run: (stage) => measureHello(stage, { tokens: stage.pace.tokens, renewed: true }),
}
