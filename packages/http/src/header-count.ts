import type { FastifyRequest } from 'fastify'

/**
 * How often a request carries the header `name`, which is in lower case. Node keeps the first of two
 * `Authorization` or `Host` headers silently, so the raw list is counted.
 */
export function countHeaders({ raw: { rawHeaders } }: FastifyRequest, name: string): number {
  let count = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const header = rawHeaders[index]
    if (header?.length === name.length && header.toLowerCase() === name) count += 1
  }
  return count
}
