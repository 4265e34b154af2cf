import { createInterface } from 'node:readline'

/** The other end of `Child`: writes one line to whoever started this process. */
export function tell(message: unknown): void {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}

/** What it is asked, a line of JSON each; every one wants an answer. */
export function questions(): AsyncIterable<string> {
  return createInterface({ input: process.stdin })
}
