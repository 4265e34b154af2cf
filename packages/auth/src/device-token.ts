import { hash, randomBytes } from 'node:crypto'

/** Recognises a device that signed in before. Grants nothing. */
export interface DeviceToken {
  readonly text: string
  /** What the database keeps instead. */
  readonly hash: Buffer
}

const TEXT = /^lkd_[\w-]{43}$/

export function newDeviceToken(): DeviceToken {
  return toDeviceToken(`lkd_${randomBytes(32).toString('base64url')}`)
}

/** @returns `undefined` for a text that no server of ours made. */
export function parseDeviceToken(text: string | undefined): DeviceToken | undefined {
  return text !== undefined && TEXT.test(text) ? toDeviceToken(text) : undefined
}

function toDeviceToken(text: string): DeviceToken {
  return { text, hash: hash('sha256', text, 'buffer') }
}
