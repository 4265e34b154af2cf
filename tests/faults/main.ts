// `npm run faults`: everything that may go wrong, at full length, beside what must then be true.
// `npm run faults -- frozen` runs what has these words in its name; `--short` takes minutes less.
import { parseArgs } from 'node:util'

import { faults } from './faults.ts'
import { isMet, toTable } from './figures.ts'
import { openGround } from './ground.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { short: { type: 'boolean', default: false } },
})
const wanted = positionals.join(' ')
const chosen = faults.filter(({ name }) => name.includes(wanted))
if (chosen.length === 0) {
  console.error(
    `There is no fault ${wanted}. There are: ${faults.map(({ name }) => name).join(', ')}`,
  )
  process.exit(2)
}

await using ground = await openGround()
for (const { name, full, short } of chosen) {
  const started = performance.now()
  const figures = await (values.short ? short : full)(ground)
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  console.log(`${toTable(`${name} (${seconds} s)`, figures)}\n`)
  if (!figures.every(isMet)) process.exitCode = 1
}
