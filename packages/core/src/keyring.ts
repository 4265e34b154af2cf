import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hash,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto'

import { Problem } from '@latchkey/http'

/** What a derived key is for. Keys of two purposes have nothing in common. */
export type Purpose = 'refresh' | 'encryption' | 'cursor'

export interface KeyringEntry {
  /** Names the secret without telling anything about it: 8 hexadecimal characters. */
  readonly id: string
  /** 32 bytes, derived for one purpose (RFC 5869), and made ready once: that takes 8 µs. */
  key(purpose: Purpose): KeyObject
}

export interface Keyring {
  /** Everything new is made with this one. */
  readonly current: KeyringEntry
  /** All of them, in the order of the secrets. */
  readonly entries: readonly KeyringEntry[]
  /** The entry an artefact names; `undefined` for one that this process was not given. */
  find(id: string): KeyringEntry | undefined
  /**
   * Encrypts for the database: AES-256-GCM under the current entry. `context` says what the text
   * belongs to and must be the same at decryption, so that rows cannot be swapped.
   */
  encrypt(plaintext: string, context: string): string
  /** @throws {Problem} `UNAVAILABLE` when the text names an entry that this process lacks. */
  decrypt(text: string, context: string): string
}

const FORMAT = 'v1'

/**
 * Derives every key of an installation from its secrets. While a secret is being replaced there are
 * two: the first makes new artefacts, all of them read.
 *
 * @param secrets at least one, each of 32 random bytes or more in any encoding
 * @throws {TypeError} when one is empty, as a variable is that nobody set
 */
export function createKeyring(secrets: readonly [string, ...string[]]): Keyring {
  if (secrets.some((secret) => secret.trim() === '')) throw new TypeError('A secret is empty')
  const [first, ...others] = secrets
  const current = createEntry(first)
  const entries = new Map([current, ...others.map(createEntry)].map((entry) => [entry.id, entry]))
  return {
    current,
    entries: [...entries.values()],
    find: (id) => entries.get(id),
    encrypt(plaintext, context) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', current.key('encryption'), iv)
      cipher.setAAD(Buffer.from(context))
      const sealed = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()])
      const parts = [iv, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'))
      return [FORMAT, current.id, ...parts].join('.')
    },
    decrypt(text, context) {
      const [format, id = '', ...parts] = text.split('.')
      const entry = entries.get(id)
      if (format !== FORMAT || !entry) {
        throw new Problem('UNAVAILABLE', { internal: `no key ${id} to decrypt ${context}` })
      }
      const [iv, sealed, tag] = parts.map((part) => Buffer.from(part, 'base64url'))
      if (!iv || !sealed || !tag) throw new Error(`${context} is not an encrypted text`)
      const decipher = createDecipheriv('aes-256-gcm', entry.key('encryption'), iv, {
        authTagLength: 16,
      })
      decipher.setAAD(Buffer.from(context))
      decipher.setAuthTag(tag)
      return decipher.update(sealed, undefined, 'utf8') + decipher.final('utf8')
    },
  }
}

function createEntry(secret: string): KeyringEntry {
  const derived = new Map<Purpose, KeyObject>()
  return {
    id: hash('sha256', derive(secret, 'id'), 'hex').slice(0, 8),
    key(purpose) {
      const key = derived.get(purpose) ?? createSecretKey(derive(secret, purpose))
      derived.set(purpose, key)
      return key
    },
  }
}

function derive(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `latchkey/${purpose}/v1`, 32))
}
