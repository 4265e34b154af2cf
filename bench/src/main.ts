// `npm run bench`: every case beside its baseline. `--smoke` takes a moment for each and says nothing
// about speed; `--case <words>` runs the cases whose name has these words; `--record` writes the
// figures that the README shows.
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { cases } from './cases/index.ts'
import { FULL, SMOKE } from './pace.ts'
import { writeFigures, writeReport } from './report.ts'
import { openStage } from './stage.ts'
import { toTable } from './table.ts'
import { judge, type Verdict } from './verdict.ts'

const { values } = parseArgs({
  options: {
    smoke: { type: 'boolean', default: false },
    case: { type: 'string', default: '' },
    record: { type: 'boolean', default: false },
    /** Where `latest.json` goes. */
    results: { type: 'string', default: join(import.meta.dirname, '../results') },
  },
})

const verdicts: Verdict[] = []
await using stage = await openStage(values.smoke ? SMOKE : FULL)
for (const one of cases.filter(({ name }) => name.includes(values.case))) {
  process.stderr.write(`${one.name} … `)
  const started = performance.now()
  const rounds = await one.run(stage)
  const { budget: _none, ...unjudged } = one
  verdicts.push(judge(values.smoke ? unjudged : one, rounds))
  process.stderr.write(`${((performance.now() - started) / 1000).toFixed(1)} s\n`)
}

console.log(toTable(verdicts))
if (values.smoke) console.log('A moment each: these figures say that it runs, nothing else.')
if (!stage.cores.pinned) console.log('Cores were shared: taskset or a second core is missing.')
console.log(`Every round: ${writeReport(values.results, stage.cores.pinned, verdicts)}`)
if (values.record) writeFigures(join(import.meta.dirname, '../figures.md'), verdicts)
