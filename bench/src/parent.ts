import { createInterface } from 'node:readline'

/** The other end of `Child`: writes one line to whoever started this process. */
export function tell(message: unknown): void {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}

/** Answers every line of standard input, one after the other, until there are no more. */
export async function answer<Question>(
  respond: (question: Question) => Promise<unknown>,
): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const question: Question = JSON.parse(line)
    tell(await respond(question))
  }
}
