import type { DatabaseTransaction } from '@latchkey/database'

/**
 * Lends a transaction for as long as `use` takes. Who holds on to it gets an error afterwards: its
 * connection serves somebody else by then.
 */
export async function lend(
  trx: DatabaseTransaction,
  use: (lent: DatabaseTransaction) => Promise<void>,
): Promise<void> {
  let isOver = false
  const lent = trx.withPlugin({
    transformQuery({ node }) {
      if (isOver) throw new Error('this transaction is over')
      return node
    },
    transformResult: async ({ result }) => result,
  })
  try {
    await use(lent)
  } finally {
    isOver = true
  }
}
