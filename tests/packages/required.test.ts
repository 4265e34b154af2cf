import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { operations } from '@latchkey/contracts'
import { expect, test } from 'vitest'

const workspace = join(import.meta.dirname, '../..')

/** What Latchkey is built on → the operation that needs it; without one it is needed always. */
const REQUIRED = {
  fastify: undefined,
  '@fastify/jwt': undefined,
  '@fastify/cookie': 'getCsrfToken',
  '@fastify/helmet': 'adminListAuditEvents',
  '@fastify/rate-limit': 'adminListAuditEvents',
  '@fastify/oauth2': 'startOAuth',
  '@sinclair/typebox': undefined,
  kysely: undefined,
  pg: undefined,
  bcrypt: undefined,
  ky: undefined,
}

const offered = new Set(operations.map(({ operationId }) => operationId))
const due = Object.entries(REQUIRED)
  .filter(([, operation]) => operation === undefined || offered.has(operation))
  .map(([name]) => name)

const sources = globSync('{packages,apps}/*/src/**/*.ts', { cwd: workspace })
  .filter((file) => !file.startsWith('packages/testing/'))
  .map((file) => readFileSync(join(workspace, file), 'utf8'))

// Guarantee: the stack is used, not only listed in package.json.
test.each(due)('product code imports %s', (name) => {
  const imported = new RegExp(
    String.raw`^(import|export) (?!type )[^;'"]*from '${name}'|\bimport\('${name}'\)`,
    'm',
  )

  expect(sources.some((source) => imported.test(source))).toBe(true)
})
