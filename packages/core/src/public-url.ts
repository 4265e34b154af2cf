import type { AddressInfo } from 'node:net'

import type { Database } from '@latchkey/database'
import type { FastifyInstance } from 'fastify'

import { findSetting, insertSetting } from './setting-store.ts'

/** Where people and services reach the server: issuer of tokens, base of links. No trailing slash. */
export interface PublicUrl {
  readonly value: string
}

const NAME = 'public_url'

/** Before the server listens, and when it does not listen on a port. */
const NOWHERE = 'http://localhost'

/**
 * The configured address, or the one kept in the database. Without either, the address the server
 * first listens on is used and kept, so that tokens outlive a restart on another port, and several
 * instances agree: requests wait until it is decided whose address it is.
 */
export async function createPublicUrl(
  app: FastifyInstance,
  db: Database,
  configured: string | undefined,
): Promise<PublicUrl> {
  let value = configured === undefined ? await findSetting(db, NAME) : toBase(configured)
  let deciding: Promise<void> | undefined

  if (value === undefined) {
    app.addHook('onListen', decide)
    // Fastify takes requests while the hook above runs, and when it has failed.
    app.addHook('onRequest', async () => {
      if (value === undefined && app.server.listening) await decide()
    })
  }
  return {
    get value() {
      return value ?? NOWHERE
    },
  }

  function decide(): Promise<void> {
    deciding ??= keep().finally(() => {
      deciding = undefined
    })
    return deciding
  }

  async function keep(): Promise<void> {
    value = await insertSetting(db, NAME, listeningUrl(app))
  }
}

function toBase(url: string): string {
  return url.endsWith('/') ? url.slice(0, -1) : url
}

/** `http://127.0.0.1:3000`, from the first address the server listens on. */
export function listeningUrl(app: FastifyInstance): string {
  const address: AddressInfo | string | undefined = app.addresses()[0]
  // A socket in the file system has no address that a client could use.
  if (typeof address !== 'object') return NOWHERE
  const scheme = app.initialConfig.https === true ? 'https' : 'http'
  return `${scheme}://${toHost(address)}:${address.port}`
}

function toHost({ address, family }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return 'localhost'
  return family === 'IPv6' ? `[${address}]` : address
}
