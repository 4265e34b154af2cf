import type { Operation } from '@latchkey/contracts'

export interface OperationGroup {
  readonly id: string
  readonly title: string
  readonly operations: readonly Operation[]
}

const TITLES: Readonly<Record<string, string>> = {
  auth: 'Signing in',
  me: 'Own account',
  keys: 'Signing keys',
  operations: 'Server',
  oauth: 'Sign-in with providers',
  admin: 'Administration',
}

/** Operations by their first tag, in the order in which the tags first appear. */
export function groupByTag(operations: readonly Operation[]): OperationGroup[] {
  const groups = Map.groupBy(operations, ({ schema }) => schema.tags[0] ?? 'other')
  return [...groups].map(([tag, members]) => ({
    id: `tag-${tag}`,
    title: Object.hasOwn(TITLES, tag) ? (TITLES[tag] ?? tag) : humanize(tag),
    operations: members,
  }))
}

/** `apiKeys` and `api-keys` become `Api keys`. */
function humanize(tag: string): string {
  const words = tag
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('-', ' ')
    .toLowerCase()
  return words.replace(/^(?:api\b|.)/u, (start) => start.toUpperCase())
}
