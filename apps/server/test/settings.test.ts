import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { temporaryFolder } from '@latchkey/testing'
import { describe, expect, test } from 'vitest'

import { settingsWarnings } from '../src/production-rules.ts'
import { pickSettings, readSettings } from '../src/read-settings.ts'
import { SettingsError } from '../src/settings-error.ts'

const STRONG = 'qN7vXk2mZr9TfB4wLc8YpH3sJd6GaE1uRo5iVt0KxWQ'
const production = {
  NODE_ENV: 'production',
  AUTH_SECRET: STRONG,
  PUBLIC_URL: 'https://auth.example.com',
}

function refusalOf(env: Record<string, string | undefined>): SettingsError {
  try {
    readSettings(env)
  } catch (error) {
    if (error instanceof SettingsError) return error
    throw error
  }
  throw new Error('the settings were accepted')
}

describe('settings', () => {
  test('have defaults that fit development', () => {
    expect(readSettings({})).toEqual({
      environment: 'development',
      host: '127.0.0.1',
      port: 3000,
      publicUrl: undefined,
      allowHttp: false,
      trustProxy: undefined,
      databaseUrl: undefined,
      dataDir: '.latchkey',
      authSecret: undefined,
      accessTokenTtl: 900,
      refreshTokenTtl: 604_800,
      sessionMaxAge: 2_592_000,
      signingKeyMaxAge: 7_776_000,
      refreshRaceWindow: 30,
      refreshRecoveryWindow: 86_400,
      revocationMaxStale: 5,
      accessTokenAudience: undefined,
      bcryptCost: 12,
      passwordMinLength: 8,
      roles: { admin: ['*'], user: [] },
      docs: true,
      logLevel: 'info',
    })
  })

  test.each([
    ['PORT', '0', 'port', 0],
    ['PUBLIC_URL', 'https://Auth.Example.com:443/', 'publicUrl', 'https://auth.example.com'],
    ['ACCESS_TOKEN_TTL', '90', 'accessTokenTtl', 90],
    ['REFRESH_TOKEN_TTL', '14d', 'refreshTokenTtl', 1_209_600],
    ['REFRESH_RECOVERY_WINDOW', '0s', 'refreshRecoveryWindow', 0],
    ['AUTH_SECRET', 'new, old', 'authSecret', ['new', 'old']],
    [
      'TRUST_PROXY',
      '10.0.0.0/8,fd00::/8,192.0.2.7',
      'trustProxy',
      ['10.0.0.0/8', 'fd00::/8', '192.0.2.7'],
    ],
    ['DATABASE_URL', 'memory:', 'databaseUrl', 'memory:'],
    ['DOCS', '0', 'docs', false],
    ['PORT', '', 'port', 3000],
  ] as const)('read %s=%s', (name, text, key, value) => {
    expect(readSettings({ [name]: text })[key]).toEqual(value)
  })

  // A typing error must not become a silent default.
  test.each([
    ['NODE_ENV', 'prod'],
    ['HOST', '0.0.0.0 '],
    ['PORT', '70000'],
    ['PORT', '3000abc'],
    ['PUBLIC_URL', 'auth.example.com'],
    ['PUBLIC_URL', 'https://auth.example.com/login'],
    ['PUBLIC_URL', 'https://user:secret-part@auth.example.com'],
    ['PUBLIC_URL', 'ftp://auth.example.com'],
    ['ALLOW_HTTP', 'maybe'],
    ['TRUST_PROXY', '1'],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['TRUST_PROXY', 'loopback'],
    ['DATABASE_URL', 'mysql://root:secret-part@localhost/x'],
    ['ACCESS_TOKEN_TTL', '15 minutes'],
    ['ACCESS_TOKEN_TTL', '0'],
    ['ACCESS_TOKEN_TTL', '2d'],
    ['BCRYPT_COST', '3'],
    ['BCRYPT_COST', '31'],
    ['PASSWORD_MIN_LENGTH', '7'],
    ['ROLES', '{"editor":"posts:write"}'],
    ['ROLES', 'no-such-file.json'],
    ['DOCS', 'public'],
    ['LOG_LEVEL', 'verbose'],
  ])('refuse %s=%s and name it', (name, text) => {
    const error = refusalOf({ [name]: text })

    expect(error.problems.map(({ setting }) => setting)).toEqual([name])
    expect(error.message).toContain(`${name} is not valid: expected`)
    expect(error.message).not.toContain('secret-part')
  })

  test('name all that is wrong at once', () => {
    const error = refusalOf({ NODE_ENV: 'production', PORT: 'x', BCRYPT_COST: '9' })

    expect(error.problems.map(({ setting }) => setting)).toEqual([
      'PORT',
      'AUTH_SECRET',
      'PUBLIC_URL',
      'BCRYPT_COST',
    ])
  })

  test('are read one by one: what is not asked for may be wrong', () => {
    const env = { NODE_ENV: 'production', PORT: 'x', DATA_DIR: '/srv/latchkey' }

    expect(pickSettings(env, 'DATA_DIR', 'ACCESS_TOKEN_TTL')).toEqual({
      dataDir: '/srv/latchkey',
      accessTokenTtl: 900,
    })
    expect(() => pickSettings(env, 'DATA_DIR', 'PORT')).toThrow(SettingsError)
  })

  test('take roles from a file, beside the built-in ones', () => {
    const file = join(temporaryFolder(), 'roles.json')
    writeFileSync(file, '{"editor":["posts:write","posts:read"],"user":["posts:read"]}')

    expect(readSettings({ ROLES: file }).roles).toEqual({
      admin: ['*'],
      user: ['posts:read'],
      editor: ['posts:write', 'posts:read'],
    })
  })
})

describe('production', () => {
  test('starts with a strong secret and an https address', () => {
    expect(readSettings(production)).toMatchObject({ docs: false, authSecret: [STRONG] })
    expect(settingsWarnings(readSettings(production))).toEqual([])
  })

  test.each<[string, Record<string, string | undefined>]>([
    ['AUTH_SECRET', { AUTH_SECRET: undefined }],
    ['AUTH_SECRET', { AUTH_SECRET: '' }],
    ['AUTH_SECRET', { AUTH_SECRET: 'short-but-random-9f3kQ' }],
    ['AUTH_SECRET', { AUTH_SECRET: 'a'.repeat(64) }],
    ['AUTH_SECRET', { AUTH_SECRET: 'your-256-bit-secret' }],
    ['AUTH_SECRET', { AUTH_SECRET: `${STRONG},changeme` }],
    ['AUTH_SECRET', { AUTH_SECRET: `${STRONG},` }],
    ['PUBLIC_URL', { PUBLIC_URL: undefined }],
    ['PUBLIC_URL', { PUBLIC_URL: 'http://auth.example.com' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'http://localhost.example.com' }],
    ['BCRYPT_COST', { BCRYPT_COST: '9' }],
  ])('refuses a weak %s %#', (name, change) => {
    const error = refusalOf({ ...production, ...change })

    expect(error.problems.map(({ setting }) => setting)).toEqual([name])
    for (const secret of (change['AUTH_SECRET'] ?? '').split(',').filter(Boolean)) {
      expect(error.message).not.toContain(secret)
    }
  })

  test('says which secret of a list is weak', () => {
    const error = refusalOf({ ...production, AUTH_SECRET: `${STRONG},${'b'.repeat(40)}` })

    expect(error.message).toContain('AUTH_SECRET (entry 2)')
  })

  test.each(['http://127.0.0.1:3000', 'http://localhost:3000', 'http://[::1]:3000'])(
    'accepts the loopback address %s without a warning',
    (publicUrl) => {
      const settings = readSettings({ ...production, PUBLIC_URL: publicUrl })

      expect(settingsWarnings(settings)).toEqual([])
    },
  )

  test('accepts plain http when asked to, and warns about it', () => {
    const settings = readSettings({
      ...production,
      PUBLIC_URL: 'http://auth.internal',
      ALLOW_HTTP: '1',
    })

    expect(settingsWarnings(settings)).toEqual([expect.stringContaining('PUBLIC_URL is http://')])
  })
})
