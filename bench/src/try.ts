import { openStage } from './stage.ts'
import { FULL, SMOKE } from './pace.ts'
const file = process.argv[2] ?? ''
const mod = await import(`./cases/${file}.ts`)
await using stage = await openStage(process.argv.includes('--smoke') ? SMOKE : FULL)
console.log('stage', stage.cores.pinned)
for (const c of Object.values(mod)) {
  if (typeof c !== 'object') continue
  const rounds = await c.run(stage)
  for (const r of rounds) console.log(r.ours.toFixed(1), r.baseline.toFixed(1), (r.ours / r.baseline).toFixed(3))
}
