import { runCli } from './run.ts'

/** Runs `latchkey` as this process, which ends once everything it has written has arrived. */
export async function runProcess(argv: readonly string[]): Promise<never> {
  const streams = [process.stdout, process.stderr]
  // Whoever read it has gone, as in `latchkey users list | head`.
  for (const stream of streams) stream.on('error', () => undefined)

  const code = await runCli(argv)
  const written = streams.map((stream) => new Promise((resolve) => stream.write('', resolve)))
  await Promise.all(written)
  process.exit(code)
}
