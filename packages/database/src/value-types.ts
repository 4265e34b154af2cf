/** How the text form of a value becomes a JavaScript value; `pg.types` has this shape. */
export interface TypeParsers {
  getTypeParser(oid: number, format?: string): (text: string) => unknown
}

const BYTEA = 17
const INT8 = 20

/** The parsers of `pg`, except that int8 is read as a number. */
export function pgParsers(defaults: TypeParsers): TypeParsers {
  return {
    getTypeParser: (oid, format) =>
      oid === INT8 ? parseInt8 : defaults.getTypeParser(oid, format),
  }
}

/** What makes PGlite read values as `pg` does with `pgParsers`. */
export const PGLITE_PARSERS = {
  [BYTEA]: parseBytea,
  [INT8]: parseInt8,
}

/**
 * Counts and sequence numbers, which code wants to add and compare. Whatever a number cannot hold
 * is refused instead of rounded.
 */
function parseInt8(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} does not fit into a number`)
  return value
}

function parseBytea(text: string): Buffer {
  return Buffer.from(text.slice('\\x'.length), 'hex')
}
