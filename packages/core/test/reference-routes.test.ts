import { operations } from '@latchkey/contracts'
import { contractRoutes } from '@latchkey/http'
import { describe, expect, vi } from 'vitest'

import { referenceRoutes } from '../src/reference-routes.ts'
import { test } from './harness.ts'

describe('GET /openapi.json', () => {
  test('describes the routes that are served, at the public address', async ({ start }) => {
    const app = await start()
    await app.register(contractRoutes(referenceRoutes), {
      version: '1.2.3',
      docs: true,
      problems: {},
    })

    const response = await app.inject('/openapi.json')

    expect(response.headers['content-type']).toBe('application/json; charset=utf-8')
    const { info, servers, paths } = response.json()
    expect(info).toMatchObject({ title: 'Latchkey', version: '1.2.3' })
    expect(servers).toEqual([{ url: 'https://auth.example.test' }])
    expect(Object.keys(paths)).toContain('/livez')
    expect(Object.keys(paths)).not.toContain('/api/auth/login')
  })
})

// Guarantee: a flood of strangers costs one rendering.
test.for(['/openapi.json', '/docs'])('%s is made once', async (url, { start }) => {
  const app = await start()
  const asked = vi.spyOn(app, 'hasRoute')
  await app.register(contractRoutes(referenceRoutes), {
    version: '1.2.3',
    docs: true,
    problems: {},
  })
  await app.ready()
  asked.mockClear()

  const first = await app.inject(url)
  const others = await Promise.all(Array.from({ length: 20 }, () => app.inject(url)))

  expect(first.statusCode).toBe(200)
  expect(new Set(others.map(({ body }) => body))).toEqual(new Set([first.body]))
  expect(asked).toHaveBeenCalledTimes(operations.length)
})
