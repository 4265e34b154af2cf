import { operations } from '@latchkey/contracts'
import { expect } from 'vitest'

import { PASSWORD, test } from '../harness.ts'
import { exchange, listen, rawRequest } from './raw-http.ts'
import { guarded, pathOf } from './samples.ts'

/** Other spellings of a path, which a proxy, a guard or a limit in front may take for another one. */
function spellings(path: string): string[] {
  const last = path.lastIndexOf('/')
  const [folder, name] = [path.slice(0, last), path.slice(last + 1)]
  const hex = (character: string) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`
  return [
    `/${path}`,
    `//${path}`,
    `${folder}//${name}`,
    `${path}/`,
    `${path}//`,
    `${path}/.`,
    `/.${path}`,
    `${folder}/./${name}`,
    `${path}/..`,
    `${path}/../${name}`,
    `${folder}/x/../${name}`,
    `/x/..${path}`,
    `/x/%2e%2e${path}`,
    `/x/..%2f${path.slice(1)}`,
    `${path};x`,
    `${path};jsessionid=1`,
    `${folder};x/${name}`,
    `${path}%00`,
    `${path}%20`,
    `${path}%0a`,
    `${path}%09`,
    `${path}%3f`,
    `${path}%23`,
    `${path}.json`,
    `${path}.`,
    `${path}~`,
    `${path}*`,
    path.toUpperCase(),
    `${folder}/${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    `${folder}/${hex(name.charAt(0))}${name.slice(1)}`,
    `${folder}/${hex(name.charAt(0)).toUpperCase()}${name.slice(1)}`,
    `${folder}/${Array.from(name, hex).join('')}`,
    `${folder}/%25${hex(name.charAt(0)).slice(1)}${name.slice(1)}`,
    `${folder}%2f${name}`,
    `${folder}%5c${name}`,
    `${folder}\\${name}`,
    `http://127.0.0.1${path}`,
    `http://evil.example${path}`,
  ]
}

// Guarantee: who reaches the handler of an operation has passed its guard, whatever the path looked
// like to anybody before.
test('37 no spelling of a path gets past the guard', async ({ app }) => {
  const port = await listen(app)

  for (const operation of guarded) {
    for (const target of spellings(pathOf(operation))) {
      const answer = await exchange(port, rawRequest(operation.method, target))

      expect([400, 401, 404, 405], `${operation.method} ${target}`).toContain(answer?.status)
    }
  }
})

test('37 a spelling is either the operation itself, with all its rules, or nothing', async ({
  app,
  signUp,
}) => {
  const port = await listen(app)
  const { user } = await signUp()
  const json = ['Content-Type: application/json']
  const body = JSON.stringify({ email: user.email, password: PASSWORD })
  const invalid = JSON.stringify({ email: user.email, password: PASSWORD, role: 'admin' })

  for (const target of spellings('/api/auth/login')) {
    const valid = await exchange(port, rawRequest('POST', target, json, body))
    const refused = await exchange(port, rawRequest('POST', target, json, invalid))

    expect([200, 400, 404], target).toContain(valid?.status)
    expect(refused?.status, target).toBe(valid?.status === 200 ? 400 : valid?.status)
  }
})

test('37 headers that name another path or method are not followed', async ({ app, call }) => {
  const names = [
    'x-original-url',
    'x-rewrite-url',
    'x-forwarded-uri',
    'x-forwarded-path',
    'x-forwarded-prefix',
    'x-http-method-override',
    'x-method-override',
    'x-http-method',
  ]
  const headers = (value: string) => Object.fromEntries(names.map((name) => [name, value]))

  const me = await call('GET', '/api/auth/me', { headers: headers('/livez') })
  const live = await call('GET', '/livez', { headers: headers('/api/auth/me') })
  const overridden = await app.inject({
    method: 'POST',
    url: '/api/auth/me?_method=GET',
    headers: headers('GET'),
  })

  expect([me.statusCode, me.json().code]).toEqual([401, 'TOKEN_MISSING'])
  expect([live.statusCode, live.body]).toEqual([200, '{"status":"ok"}'])
  expect(overridden.statusCode).toBe(405)
})

test('37 no path is served without a contract', async ({ app }) => {
  await app.ready()
  // A path below another one is printed below it, without the part they share.
  const parents: string[] = []
  const routes = app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent = '', part = '', methods = ''] =
        /^([ │├└─]*)(\S+) \(([A-Z, ]+)\)$/.exec(line) ?? []
      const depth = indent.length / 4
      parents[depth] = `${parents[depth - 1] ?? ''}${part}`
      return methods
        .split(', ')
        .flatMap((method) => (method ? [`${method} ${parents[depth]}`] : []))
    })

  const declared = operations.flatMap(({ method, url }) => [
    `${method} ${url}`,
    ...(method === 'GET' ? [`HEAD ${url}`] : []),
  ])
  expect(routes.toSorted()).toEqual(declared.toSorted())
})
