import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

import { databaseTest as test, temporaryFolder } from '@latchkey/testing'
import { describe, expect, onTestFinished } from 'vitest'

import { latchkey, startServer } from './process.ts'

const STRONG = 'qN7vXk2mZr9TfB4wLc8YpH3sJd6GaE1uRo5iVt0KxWQ'

function start(databaseUrl: string, env: Record<string, string> = {}) {
  return startServer({ cwd: temporaryFolder(), env: { DATABASE_URL: databaseUrl, ...env } })
}

describe('start', () => {
  test('the address is on a line of JSON, at any log level', async ({ postgresUrl }) => {
    const server = await start(postgresUrl, { LOG_LEVEL: 'silent' })

    const lines = server.output().stdout.trim().split('\n')

    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: 'listening', url: server.url })
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  })

  test('the request that the banner shows creates an account', async ({ postgresUrl }) => {
    const server = await start(postgresUrl)
    await expect.poll(() => server.output().stderr).toContain(' -d ')
    const { stderr } = server.output()
    const [, url = '', header = '', body = ''] =
      /curl (\S+) \\\s+-H '([^']+)' \\\s+-d '([^']+)'/.exec(stderr) ?? []

    const [name = '', value = ''] = header.split(': ')
    const response = await fetch(url, { method: 'POST', headers: { [name]: value }, body })

    expect(response.status).toBe(201)
    expect(stderr).toContain(`${server.url}/docs`)
  })

  test('production shows no banner and serves no documentation', async ({ postgresUrl }) => {
    const server = await start(postgresUrl, {
      NODE_ENV: 'production',
      AUTH_SECRET: STRONG,
      PUBLIC_URL: 'https://auth.example.com',
      BCRYPT_COST: '10',
    })

    const documentation = await fetch(`${server.url}/docs`)

    expect(documentation.status).toBe(404)
    expect(server.output().stderr).toBe('')
  })

  test('plain http in production is warned about at every start', async ({ postgresUrl }) => {
    const server = await start(postgresUrl, {
      NODE_ENV: 'production',
      AUTH_SECRET: STRONG,
      PUBLIC_URL: 'http://auth.internal',
      ALLOW_HTTP: '1',
      BCRYPT_COST: '10',
    })

    expect(server.output().stdout).toMatch(/"level":40.*PUBLIC_URL is http:/)
  })

  // 34: no start in production without strong secrets.
  test.each([
    ['AUTH_SECRET', { AUTH_SECRET: '' }],
    ['AUTH_SECRET', { AUTH_SECRET: 'secret' }],
    ['AUTH_SECRET', { AUTH_SECRET: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'http://auth.example.com' }],
    ['BCRYPT_COST', { BCRYPT_COST: '9' }],
  ])('production does not start with a bad %s %#', async (name, change) => {
    const { code, stdout, stderr } = await latchkey(['serve'], {
      cwd: temporaryFolder(),
      env: {
        NODE_ENV: 'production',
        AUTH_SECRET: STRONG,
        PUBLIC_URL: 'https://auth.example.com',
        ...change,
      },
    })

    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(new RegExp(`^  ${name} `, 'm'))
    expect(stderr.match(/^ {2}[A-Z_]+ /gm)).toHaveLength(1)
  })

  test('the address is logged once', async ({ postgresUrl }) => {
    const server = await start(postgresUrl)

    const { stdout } = await server.stop()

    expect(stdout.match(/listening/g)).toHaveLength(1)
  })

  test('a port that is taken is named before the embedded database is made', async () => {
    const occupant = createServer()
    await once(occupant.listen(0, '127.0.0.1'), 'listening')
    onTestFinished(() => void occupant.close())
    const address = occupant.address()
    const port = String(typeof address === 'object' ? address?.port : '')

    const cwd = temporaryFolder()

    const { code, stderr } = await latchkey(['serve'], { cwd, env: { PORT: port } })

    expect(code).toBe(1)
    expect(existsSync(join(cwd, '.latchkey/pgdata'))).toBe(false)
    expect(stderr).toContain('PORT is in use')
    expect(stderr).toContain(`EADDRINUSE: address already in use 127.0.0.1:${port}`)
  })
})

describe('stop', () => {
  test('SIGINT stops like SIGTERM', async ({ postgresUrl }) => {
    const server = await start(postgresUrl)

    expect((await server.stop('SIGINT')).code).toBe(0)
  })

  test('a server that npm started stops when the shell between them is gone', async ({
    postgresUrl,
  }) => {
    const server = await startServer({
      cwd: temporaryFolder(),
      env: { DATABASE_URL: postgresUrl, npm_lifecycle_event: 'start' },
      shell: true,
    })

    const { stdout } = await server.stop('SIGTERM')

    expect(stdout).toContain('"reason":"the parent process has ended","msg":"stopping"')
  })

  test('an error that nobody handles is logged and ends the process', async ({ postgresUrl }) => {
    const bomb = 'process.once("SIGUSR2", () => { throw new Error("boom") })'
    const server = await start(postgresUrl, {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(bomb)}`,
    })

    const { code, stdout } = await server.stop('SIGUSR2')

    expect(code).toBe(1)
    expect(stdout).toMatch(/"level":60.*"boom".*"msg":"unexpected error"/)
  })
})
