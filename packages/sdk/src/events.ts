import type { CallError, ExpiryReason, StorageError } from './errors.ts'

/** What an event says besides its type and source. */
interface Details {
  signedIn: object
  signedOut: object
  refreshed: object
  /** The session goes on; the next call tries again. */
  refreshFailed: { readonly error: CallError }
  expired: { readonly reason: ExpiryReason }
  /** The session goes on, in memory. */
  storageError: { readonly error: StorageError }
}

export type AuthEventType = keyof Details

/** `source` tells whether this client did it, or another one that uses the same store. */
export type AuthEvent<Type extends AuthEventType = AuthEventType> = {
  readonly type: Type
  readonly source: 'local' | 'remote'
} & Details[Type]

export type AuthListener<Type extends AuthEventType> = (event: AuthEvent<Type>) => void

export type Events = ReturnType<typeof createEvents>

export function createEvents() {
  // Replaced, never changed: a listener may add and remove listeners while it runs.
  let listeners: readonly ((event: AuthEvent) => void)[] = []
  return {
    on<Type extends AuthEventType>(type: Type, listener: AuthListener<Type>): () => void {
      const added = (event: AuthEvent) => {
        if (isOfType(event, type)) listener(event)
      }
      listeners = [...listeners, added]
      return () => {
        listeners = listeners.filter((known) => known !== added)
      }
    },

    emit<Type extends AuthEventType>(
      type: Type,
      details: Details[Type],
      source: 'local' | 'remote' = 'local',
    ) {
      for (const listener of listeners) notify(() => listener({ type, source, ...details }))
    },

    removeAll() {
      listeners = []
    },
  }
}

function isOfType<Type extends AuthEventType>(
  event: AuthEvent,
  type: Type,
): event is AuthEvent<Type> {
  return event.type === type
}

/** A listener that throws stops neither the others nor the session; its error is not hidden. */
export function notify(listener: () => void): void {
  try {
    listener()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
