import type { Request } from 'autocannon'

import type { LoadRequest } from './job.ts'

export interface Carrying {
  readonly request: Request
  /** What would be sent next. */
  next(): LoadRequest
}

/**
 * A request that takes over a member of each answer into its body, which must be as long every time:
 * it is written into the bytes that autocannon sends. Having it build them anew for every request, as
 * it offers, costs more than what is measured.
 *
 * @throws {Error} from the handler, which ends the process, when an answer lacks the member.
 */
export function carrying(request: LoadRequest, member: string): Carrying {
  let value = memberOf(request.body ?? '', member)
  let place: { bytes: Buffer; offset: number } | undefined
  const carrier: Request = {
    ...request,
    onResponse(_status, text) {
      const next = memberOf(text, member)
      place ??= find(carrier, value)
      if (next.length !== value.length) throw new Error(`${member} has another length`)
      place.bytes.write(next, place.offset, 'latin1')
      value = next
    },
  }
  return {
    request: carrier,
    next: () => ({ ...request, body: JSON.stringify({ [member]: value }) }),
  }
}

function memberOf(text: string, member: string): string {
  const object: Record<string, unknown> = JSON.parse(text)
  const value = object[member]
  if (typeof value !== 'string') throw new Error(`there is no ${member} in ${text}`)
  return value
}

/** Where autocannon keeps what it sends is not documented. */
function find(request: Request, value: string): { bytes: Buffer; offset: number } {
  const bytes: unknown = Reflect.get(request, 'requestBuffer')
  if (!Buffer.isBuffer(bytes)) throw new Error('autocannon keeps its requests elsewhere')
  return { bytes, offset: bytes.indexOf(value) }
}
