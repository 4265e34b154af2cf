import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { temporaryFolder } from '@latchkey/testing'
import { describe, expect, test } from 'vitest'

import { latchkey } from './process.ts'

const SECRET = 'canary-W7pQ2xVn9LkR4tYb8ZmC3sHd6JfG1aEu'

describe('latchkey', () => {
  test('--version is the version of the package', async () => {
    const { code, stdout } = await latchkey(['--version'], { cwd: temporaryFolder() })

    expect(code).toBe(0)
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  test('--help lists every command', async () => {
    const { code, stdout } = await latchkey(['--help'], { cwd: temporaryFolder() })

    expect(code).toBe(0)
    for (const command of [
      'serve',
      'config',
      'migrate',
      'users list',
      'users promote',
      'keys rotate',
      'secrets status',
    ]) {
      expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'))
    }
  })

  test('every command explains itself', async () => {
    const { code, stdout } = await latchkey(['users', 'list', '--help'], { cwd: temporaryFolder() })

    expect(code).toBe(0)
    expect(stdout).toContain('Usage: latchkey users list [--limit N] [--json]')
  })

  test.each([
    [['users'], 'There is no command users'],
    [['users', 'lst'], 'There is no command users lst'],
    [['config', '--yaml'], "Unknown option '--yaml'"],
    [['--port', '80'], "Unknown option '--port'"],
  ])('%j is refused with exit code 2', async (args, message) => {
    const { code, stderr } = await latchkey(args, { cwd: temporaryFolder() })

    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })
})

describe('latchkey config', () => {
  test('shows every setting with its value, its source and its default', async () => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, '.env'), 'PORT=4000\n')

    const { code, stdout } = await latchkey(['config'], { cwd, env: { LOG_LEVEL: 'debug' } })

    expect(code).toBe(0)
    expect(stdout).toMatch(/^PORT +4000 +\.env +3000 /m)
    expect(stdout).toMatch(/^LOG_LEVEL +debug +environment +info /m)
    expect(stdout).toMatch(/^ACCESS_TOKEN_TTL +15m +default +15m /m)
    expect(stdout).toMatch(/^PUBLIC_URL +– +default +– /m)
  })

  test('never shows a secret', async () => {
    const { stdout, stderr } = await latchkey(['config', '--json'], {
      cwd: temporaryFolder(),
      env: {
        AUTH_SECRET: SECRET,
        DATABASE_URL: `postgres://latchkey:${SECRET}@db.internal/latchkey`,
      },
    })
    const shown: { name: string; value: string }[] = JSON.parse(stdout)
    const valueOf = (setting: string) => shown.find(({ name }) => name === setting)?.value

    expect(stdout + stderr).not.toContain(SECRET)
    expect(valueOf('AUTH_SECRET')).toBe('(set)')
    expect(valueOf('DATABASE_URL')).toBe('postgres://latchkey:***@db.internal/latchkey')
  })

  // Nobody knows what was pasted there.
  test('never shows what is malformed', async () => {
    const { stdout, stderr } = await latchkey(['config'], {
      cwd: temporaryFolder(),
      env: { AUTH_SECRET: `${SECRET},`, PUBLIC_URL: `https://user:${SECRET}@example.com` },
    })

    expect(stdout + stderr).not.toContain(SECRET)
    expect(stdout).toMatch(/^PUBLIC_URL +\(not valid\) +environment /m)
    expect(stderr).toContain('AUTH_SECRET is not valid')
  })

  test('ends with exit code 1 when the server would not start', async () => {
    const { code, stderr } = await latchkey(['config'], {
      cwd: temporaryFolder(),
      env: { NODE_ENV: 'production', AUTH_SECRET: 'weak' },
    })

    expect(code).toBe(1)
    expect(stderr).toMatch(/^ {2}AUTH_SECRET /m)
    expect(stderr).toMatch(/^ {2}PUBLIC_URL is missing/m)
  })
})
