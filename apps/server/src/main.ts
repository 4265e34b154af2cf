import { runCli } from './cli/run.ts'

process.exit(await runCli(['serve']))
