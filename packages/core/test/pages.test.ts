import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'

import {
  defineOperation,
  docs,
  operationProblems,
  operations,
  problem,
  PROBLEMS,
  service,
  type Operation,
} from '@latchkey/contracts'
import { createValidatorCompiler } from '@latchkey/http'
import { Type } from '@sinclair/typebox'
import Fastify from 'fastify'
import { describe, expect, test } from 'vitest'

import { docsPage } from '../src/pages/docs.ts'
import { problemPage } from '../src/pages/error.ts'
import { THEME } from '../src/pages/style-theme.ts'
import { PAGE_POLICY } from '../src/pages/style.ts'
import { byId, examples, links, parse, select, styleSheet, words } from './page-parser.ts'

const HOSTILE = `"'/><script>alert(1)</script><img src=x onerror=alert(1)>&lt;`

const publicUrl = 'https://auth.example.com'
const version = '1.2.3'
const reference = docsPage({ operations, publicUrl, version })
const problemPages = Object.entries(PROBLEMS).map(([code, definition]) => {
  return { name: code, definition, page: problemPage({ code, definition, operations, publicUrl }) }
})

/** An operation with one of everything that a schema can demand. */
const order = defineOperation({
  operationId: 'closeOrder',
  method: 'POST',
  url: '/orders/:orderId/close',
  security: service('orders:write'),
  schema: {
    summary: 'Close an order',
    tags: ['orders'],
    params: Type.Object({ orderId: Type.String({ format: 'uuid' }) }),
    querystring: Type.Object({ locale: Type.String(), limit: Type.Optional(Type.Integer()) }),
    body: Type.Object(
      {
        email: Type.Optional(Type.String({ format: 'email', maxLength: 254 })),
        username: Type.Optional(Type.String()),
        amount: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
        note: Type.String({ examples: [`it's "$HOME" \`id\` \\`] }),
        state: Type.Optional(
          Type.Union([Type.Literal('open'), Type.Literal('closed'), Type.Null()]),
        ),
        parts: Type.Array(Type.Object({ id: Type.String({ format: 'uuid' }) }, { title: 'Part' }), {
          minItems: 1,
          uniqueItems: true,
        }),
      },
      { oneOf: [{ required: ['email'] }, { required: ['username'] }] },
    ),
    response: {
      200: Type.Union([
        Type.Object({ done: Type.Boolean() }, { title: 'Done' }),
        Type.Object({ retryAt: Type.String({ format: 'date-time' }) }, { title: 'Waiting' }),
      ]),
      409: problem('LAST_SIGN_IN_METHOD'),
    },
  },
})

describe('the reference', () => {
  // Guarantee: a contract cannot be added without being documented, at a link that stays.
  test.for(operations)('has $operationId with its path, words and problems', (operation) => {
    const section = byId(parse(reference), operation.operationId)

    expect(words(section)).toContain(`${operation.method} ${operation.url}`)
    expect(words(section)).toContain(operation.schema.summary)
    const codes = operationProblems(operation).map((code) => `/errors/${code}`)
    expect(links(section)).toEqual([`#${operation.operationId}`, ...codes])
  })

  test('lists every problem code with a link to its page', () => {
    const index = links(byId(parse(reference), 'about-problem-codes'))

    expect(index.toSorted()).toEqual(problemPages.map(({ name }) => `/errors/${name}`).toSorted())
  })

  // Guarantee: what people copy works. The command of the page goes through a real shell, and the
  // request it makes meets the schemas of the contract; so does the answer beside it.
  test.for([...operations, order])('shows a call that fits $operationId', async (operation) => {
    const { operationId, method, url, schema } = operation
    const { params, querystring, body, response } = schema
    const app = Fastify().setValidatorCompiler(createValidatorCompiler())
    const input = Object.entries({ params, querystring, body }).filter(([, part]) => part)
    app.route({ method, url, schema: Object.fromEntries(input), handler: async () => 'fits' })
    app.post('/answer', { schema: { body: Object.values(response)[0] } }, async () => 'fits')
    const page = docsPage({ operations: [operation], publicUrl, version })
    const [command = '', answer] = examples(byId(parse(page), operationId))

    const request = runCommand(command)
    const called = await app.inject(request)

    expect(request.method).toBe(method)
    expect(called.body, command).toBe('fits')
    if (answer === undefined) return
    const headers = { 'content-type': 'application/json' }
    const answered = await app.inject({ method: 'POST', url: '/answer', headers, payload: answer })
    expect(answered.body, answer).toBe('fits')
  })

  test('says in words what a contract demands', () => {
    const page = parse(docsPage({ operations: [order], publicUrl, version }))
    const text = words(byId(page, 'closeOrder'))

    expect(text).toContain('An API key with the scope orders:write.')
    expect(text).toContain('Exactly one of email and username is required.')
    expect(text).toContain('email conditional string e-mail address up to 254 characters')
    expect(text).toContain('amount required integer 1 to 100 default 20')
    expect(text).toContain('state optional string or null open, closed or null')
    expect(text).toContain('parts required array of Part at least 1 item no duplicates')
    expect(text).toContain('1 field of Part')
    expect(text).toContain('id required string UUID')
    expect(text).toContain('Either Done:')
    expect(text).toContain('or Waiting:')
  })

  test('links below the path of the public address', () => {
    const page = docsPage({ operations: [order], publicUrl: 'https://example.com/auth/', version })
    const outward = links(parse(page)).filter((href) => !href.startsWith('#'))

    expect(outward).toContain('/auth/openapi.json')
    expect(outward.filter((href) => !href.startsWith('/auth/'))).toEqual([])
    expect(examples(byId(parse(page), 'closeOrder'))[0]).toContain(
      'https://example.com/auth/orders',
    )
  })
})

describe('the page of a problem', () => {
  test.for(problemPages)('tells when $name is answered and what to do', (entry) => {
    const { name: code, definition, page } = entry
    const main = byId(parse(page), 'main-content')

    expect(words(main)).toContain(`${definition.title} ${code} ${definition.status}`)
    expect(words(main)).toContain(definition.when.replaceAll('`', ''))
    expect(words(main)).toContain(definition.remedy.replaceAll('`', ''))
    const { title, status } = definition
    const type = `https://auth.example.com/errors/${code}`
    expect(JSON.parse(examples(main)[0] ?? '')).toMatchObject({ type, title, status, code })
  })

  test('links the operations that answer it, and no others', () => {
    const code = 'LAST_SIGN_IN_METHOD'
    const options = { code, definition: PROBLEMS[code], publicUrl }
    const page = problemPage({ ...options, operations: [docs, order] })

    const found = links(byId(parse(page), 'main-content'))

    expect(found).toEqual(['/docs#about-problem-codes', '/docs#closeOrder'])
  })

  test('links no reference that the server does not have', () => {
    const code = 'LAST_SIGN_IN_METHOD'
    const options = { code, definition: PROBLEMS[code], publicUrl }
    const page = parse(problemPage({ ...options, operations: [order] }))

    expect(words(page)).toContain('Close an order')
    expect(links(page)).toEqual(['#main-content'])
  })
})

describe.for([
  { name: 'the reference', page: reference },
  {
    name: 'a reference of one operation',
    page: docsPage({ operations: [order], publicUrl, version }),
  },
  { name: 'a hostile reference', page: hostileReference() },
  { name: 'a hostile problem', page: hostileProblem() },
  ...problemPages,
])('the markup of $name', ({ page }) => {
  // Guarantee: no text becomes markup. `parse` refuses a tag or bracket our templates do not write.
  test('is well-formed and holds nothing that runs', () => {
    const nodes = select(parse(page), () => true)
    const tags = nodes.map(({ tag }) => tag)
    const names = nodes.flatMap(({ attributes }) => Array.from(attributes.keys()))

    const active = /^(?:script|img|iframe|object|embed|form|link|base|style)$/
    expect(tags.filter((tag) => active.test(tag))).toEqual(['style'])
    expect(names.filter((name) => /^(?:on.*|src.*|style|action)$/.test(name))).toEqual([])
  })

  test('loads nothing and links only to this server', () => {
    expect(links(parse(page)).filter((href) => !/^(?:\/(?!\/)|#)/.test(href))).toEqual([])
    expect(styleSheet(page)).not.toMatch(/url\(|@import|image-set|@font-face/)
  })

  test('carries the style sheet that the policy allows', () => {
    const hash = createHash('sha256').update(styleSheet(page)).digest('base64')

    expect(PAGE_POLICY.split('; ')).toEqual(
      expect.arrayContaining(["default-src 'none'", `style-src 'sha256-${hash}'`]),
    )
  })

  test('has unique ids, and every fragment leads to one', () => {
    const ids = select(parse(page), () => true).flatMap(
      ({ attributes }) => attributes.get('id') ?? [],
    )
    const fragments = links(parse(page)).filter((href) => href.startsWith('#'))

    expect(new Set(ids).size).toBe(ids.length)
    expect(fragments.filter((href) => !ids.includes(decodeURIComponent(href.slice(1))))).toEqual([])
  })

  test('has one first heading and skips no level', () => {
    const headings = select(parse(page), ({ tag }) => /^h\d$/.test(tag))
    const levels = headings.map(({ tag }) => Number(tag.slice(1)))

    expect(levels.indexOf(1)).toBe(0)
    expect(levels.lastIndexOf(1)).toBe(0)
    expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([])
  })
})

test('hostile text is shown as it is', () => {
  expect(words(parse(hostileReference())).split(HOSTILE).length).toBeGreaterThan(20)
  expect(words(parse(hostileProblem())).split(HOSTILE).length).toBeGreaterThan(5)
})

// Guarantee: WCAG 2.2, 1.4.3, in both colour schemes.
test.for(THEME.split('@media'))('colours are legible', (scheme) => {
  const colors = new Map([...scheme.matchAll(/--([\w-]+): #(\w{6})/g)].map(([, a, b]) => [a, b]))
  const surfaces = ['page', 'panel', 'panel-head', 'accent-wash']
  const inks = ['strong', 'text', 'quiet', 'accent', 'green', 'blue', 'violet', 'red', 'amber']
  for (const ink of inks) {
    for (const surface of [...surfaces, ...(colors.has(`${ink}-wash`) ? [`${ink}-wash`] : [])]) {
      const ratio = contrast(colors.get(ink) ?? '', colors.get(surface) ?? '')
      expect(ratio, `${ink} on ${surface}`).toBeGreaterThanOrEqual(4.5)
    }
  }
})

function hostileReference(): string {
  const schema = Type.Object(
    { [HOSTILE]: Type.String({ description: HOSTILE, default: HOSTILE, format: HOSTILE }) },
    { title: HOSTILE, description: HOSTILE },
  )
  const operation: Operation = {
    operationId: HOSTILE,
    method: 'POST',
    url: `/${HOSTILE}/:id`,
    security: { by: 'any', role: HOSTILE, permission: HOSTILE, scope: HOSTILE },
    sdk: HOSTILE,
    schema: {
      summary: HOSTILE,
      description: `${HOSTILE}\n\n\`${HOSTILE}\``,
      tags: [HOSTILE],
      querystring: schema,
      body: schema,
      response: { 200: schema, 400: Type.Unsafe({ 'x-problem-codes': [HOSTILE] }) },
    },
  }
  const problems = { [HOSTILE]: { status: 400, title: HOSTILE, when: HOSTILE, remedy: HOSTILE } }
  const address = `https://example.com/${HOSTILE}`
  return docsPage({ operations: [operation], publicUrl: address, version: HOSTILE, problems })
}

function hostileProblem(): string {
  const definition = { status: 400, title: HOSTILE, when: HOSTILE, remedy: `\`${HOSTILE}\`` }
  return problemPage({ code: HOSTILE, definition, operations: [order], publicUrl })
}

/** What a shell makes of a command of the page, as a request. */
function runCommand(command: string) {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}`
  const env = { ...process.env, ACCESS_TOKEN: 'token', API_KEY: 'key' }
  const args = execFileSync('sh', ['-c', script], { encoding: 'utf8', env }).split('\0')
  const after = (flag: string) => args.filter((_, index) => args[index - 1] === flag)
  const [method = 'GET'] = after('-X')
  const [payload = ''] = after('-d')
  const headers = Object.fromEntries(after('-H').map((line) => line.split(': ', 2)))
  const url = args.find((arg) => arg.startsWith('https://')) ?? ''
  return { method: METHODS.find((known) => known === method) ?? 'GET', url, headers, payload }
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** WCAG 2.2, contrast ratio of two colours in hexadecimal. */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((start) => {
    const channel = Number.parseInt(color.slice(start, start + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
