import { assessSecret } from '@latchkey/core'

import type { Settings } from './read-settings.ts'
import type { SettingProblem } from './settings-error.ts'

const LEAST_BCRYPT_COST = 10
const MAKE_A_SECRET = 'make one with: openssl rand -base64 32'

/** What production does not start with. */
export function productionProblems(settings: Settings): SettingProblem[] {
  const { authSecret, publicUrl, allowHttp, bcryptCost } = settings
  const problems: SettingProblem[] = []
  if (!authSecret) {
    problems.push({ setting: 'AUTH_SECRET', message: `is missing; ${MAKE_A_SECRET}` })
  }
  for (const weakness of weakSecrets(settings)) {
    problems.push({ setting: 'AUTH_SECRET', message: `${weakness}; ${MAKE_A_SECRET}` })
  }
  if (publicUrl === undefined) {
    problems.push({
      setting: 'PUBLIC_URL',
      message: 'is missing: expected the https:// address under which clients reach this server',
    })
  } else if (isPlain(publicUrl) && !allowHttp) {
    problems.push({
      setting: 'PUBLIC_URL',
      message: 'must be https:// in production; ALLOW_HTTP=1 accepts http:// all the same',
    })
  }
  if (bcryptCost < LEAST_BCRYPT_COST) {
    problems.push({
      setting: 'BCRYPT_COST',
      message: `is too low for production: expected ${LEAST_BCRYPT_COST} or more`,
    })
  }
  return problems
}

/** What is worth a warning at every start. */
export function settingsWarnings(settings: Settings): string[] {
  const warnings: string[] = []
  if (settings.environment !== 'production') {
    return weakSecrets(settings).map((weakness) => `AUTH_SECRET ${weakness}`)
  }
  if (settings.publicUrl !== undefined && isPlain(settings.publicUrl)) {
    warnings.push('PUBLIC_URL is http:// : passwords and tokens travel unencrypted (ALLOW_HTTP)')
  }
  if (!settings.rateLimits) warnings.push('RATE_LIMITS is off: guessing passwords is not slowed')
  return warnings
}

function weakSecrets({ authSecret }: Settings): string[] {
  const secrets: readonly string[] = authSecret ?? []
  return secrets.flatMap((secret, index) => {
    const weakness = assessSecret(secret)
    if (weakness === undefined) return []
    return [secrets.length > 1 ? `(entry ${index + 1}) ${weakness}` : weakness]
  })
}

function isPlain(publicUrl: string): boolean {
  const { protocol, hostname } = new URL(publicUrl)
  return protocol === 'http:' && !isLoopback(hostname)
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|[\w.-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname)
}
