import { join } from 'node:path'

import { operations } from '@latchkey/contracts'
import { createCommand, temporaryFolder } from '@latchkey/testing'
import { describe, expect } from 'vitest'

import { SECRET, test } from '../harness.ts'

const { startServer } = createCommand(join(import.meta.dirname, '../../apps/server/src/main.ts'))

/** Where frameworks, their debuggers and careless deployments show themselves. */
const PROBES =
  `/ /index.html /favicon.ico /robots.txt /sitemap.xml /metrics /prometheus /stats /status /health
  /healthz /health/db /ping /version /info /debug /debug/vars /debug/pprof /_debug /__debug__ /trace
  /console /repl /eval /exec /shell /inspector /json /json/version /json/list /test /tests /__test__
  /testing/reset /seed /reset /fixtures /mock /admin /admin/ /administrator /dashboard /manage /actuator
  /actuator/env /actuator/heapdump /heapdump /heapsnapshot /profiler /phpinfo.php /server-status
  /server-info /swagger /swagger.json /swagger-ui /swagger/index.html /api-docs /v2/api-docs
  /documentation /documentation/json /redoc /openapi /openapi.yaml /graphql /graphiql /playground
  /altair /config /config.json /settings /env /.env /.env.local /.env.production /.git/HEAD /.git/config
  /.svn/entries /.DS_Store /.npmrc /package.json /pnpm-lock.yaml /node_modules /src /dist /tsconfig.json
  /app.js /main.ts /server.ts /Dockerfile /docker-compose.yml /backup /backup.sql /dump.sql /db.sqlite
  /.latchkey /.latchkey/secret /secret /secrets /keys /private.pem /jwks.json /.well-known
  /.well-known/openid-configuration /.well-known/security.txt /login /logout /register /signup /users
  /sessions /api /api/ /api/v1 /api/auth /api/users /api/admin /api/admin/users /api/debug /api/test
  /api/auth/debug /api/auth/test /api/auth/users /api/auth/sessions/all /api/auth/impersonate
  /api/auth/token /oauth/token /cgi-bin/ /wp-login.php /wp-admin /xmlrpc.php /static /public /assets
  /uploads /files /download /proxy /error /errors /500 /livez/ /readyz/ /livez/db /readyz/db`.split(
    /\s+/,
  )

/** Some of the probes are paths of our own, as soon as there is an operation for them. */
const declared = operations.map(({ url }) => new RegExp(`^${url.replaceAll(/:\w+/g, '[^/]+')}$`))
const probes = PROBES.filter((path) => !declared.some((pattern) => pattern.test(path)))

test('119 nothing answers but what a contract declares', async ({ call }) => {
  const served: string[] = []
  for (const url of probes) {
    for (const method of ['GET', 'POST'] as const) {
      const { statusCode } = await call(method, url)
      if (statusCode !== 404) served.push(`${method} ${url}: ${statusCode}`)
    }
  }

  expect(served).toEqual([])
})

describe('without documentation', () => {
  test.override('options', { docs: false })

  test('119 the documents are gone, the pages of problem codes stay', async ({ call }) => {
    const urls = ['/docs', '/openapi.json', '/errors/NOT_FOUND', '/livez']
    const responses = await Promise.all(urls.map((url) => call('GET', url)))

    expect(responses.map(({ statusCode }) => statusCode)).toEqual([404, 404, 200, 200])
  })
})

describe('without health checks', () => {
  test.override('options', { health: false })

  test('119 the health checks are gone', async ({ call }) => {
    const responses = await Promise.all(['/livez', '/readyz'].map((url) => call('GET', url)))

    expect(responses.map(({ statusCode }) => statusCode)).toEqual([404, 404])
  })
})

test('119 in production neither documents nor anything for debugging is served', async ({
  postgresUrl,
}) => {
  const server = await startServer({
    cwd: temporaryFolder(),
    env: {
      NODE_ENV: 'production',
      BCRYPT_COST: '12',
      DATABASE_URL: postgresUrl,
      AUTH_SECRET: SECRET,
      PUBLIC_URL: 'https://auth.example.test',
    },
  })
  const hidden = ['/docs', '/openapi.json', ...probes]

  const answers = await Promise.all(
    hidden.map(async (path) => {
      const response = await fetch(`${server.url}${path}`, { redirect: 'manual' })
      return { path, status: response.status, text: await response.text() }
    }),
  )
  const live = await fetch(`${server.url}/livez`)

  expect(answers.filter(({ status }) => status !== 404)).toEqual([])
  expect(answers.filter(({ text }) => /stack|node_modules|at \w+ \(/.test(text))).toEqual([])
  expect(live.status).toBe(200)
})
