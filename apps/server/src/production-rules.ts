import { assessSecret } from '@latchkey/core'

import type { Settings } from './settings.ts'

const LEAST_BCRYPT_COST = 10
const MAKE_A_SECRET = 'make one with: openssl rand -base64 32'
const HOW_TO_ALLOW = 'ALLOW_HTTP=1, or allowHttp in code,'

/** The options that production is strict about. */
export interface ProductionOptions {
  readonly secret: readonly string[] | undefined
  readonly publicUrl?: string | undefined
  readonly allowHttp?: boolean | undefined
  readonly bcryptCost?: number | undefined
}

export interface Weakness {
  readonly option: 'secret' | 'publicUrl' | 'bcryptCost'
  /** Completes the name of the option to a sentence; never contains its value. */
  readonly message: string
}

/** What production does not start with. */
export function productionWeaknesses(options: ProductionOptions): Weakness[] {
  const { secret, publicUrl, allowHttp = false, bcryptCost = LEAST_BCRYPT_COST } = options
  const found: Weakness[] = []
  if (!secret) found.push({ option: 'secret', message: `is missing; ${MAKE_A_SECRET}` })
  for (const weakness of weakSecrets(secret)) {
    found.push({ option: 'secret', message: `${weakness}; ${MAKE_A_SECRET}` })
  }
  if (publicUrl === undefined) {
    found.push({
      option: 'publicUrl',
      message: 'is missing: expected the https:// address under which clients reach this server',
    })
  } else if (isPlain(publicUrl) && !allowHttp) {
    found.push({
      option: 'publicUrl',
      message: `must be https:// in production; ${HOW_TO_ALLOW} accepts http:// all the same`,
    })
  }
  if (bcryptCost < LEAST_BCRYPT_COST) {
    found.push({
      option: 'bcryptCost',
      message: `is too low for production: expected ${LEAST_BCRYPT_COST} or more`,
    })
  }
  return found
}

/** @throws {Error} naming what production does not start with; it repeats no value. */
export function requireStrength(options: ProductionOptions): void {
  const found = productionWeaknesses(options)
  if (found.length === 0) return
  const sentences = found.map(({ option, message }) => `the option \`${option}\` ${message}`)
  throw new Error(`latchkey: ${sentences.join('\n')}`)
}

/** What is worth a warning at every start. */
export function settingsWarnings({ environment, publicUrl }: Settings): string[] {
  return environment === 'production' && publicUrl !== undefined && isPlain(publicUrl)
    ? ['PUBLIC_URL is http:// : passwords and tokens travel unencrypted (ALLOW_HTTP)']
    : []
}

/** What is worth a warning where weak secrets are accepted. */
export function secretWarnings(secrets: readonly string[]): string[] {
  return weakSecrets(secrets).map((weakness) => `the secret ${weakness}; production refuses it`)
}

function weakSecrets(secrets: readonly string[] = []): string[] {
  return secrets.flatMap((secret, index) => {
    const weakness = assessSecret(secret)
    if (weakness === undefined) return []
    return [secrets.length > 1 ? `(entry ${index + 1}) ${weakness}` : weakness]
  })
}

function isPlain(publicUrl: string): boolean {
  const url = URL.parse(publicUrl)
  return url?.protocol !== 'https:' && !isLoopback(url?.hostname ?? '')
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|[\w.-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname)
}
