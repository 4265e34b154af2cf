import type { Operation } from '../operation.ts'
import { collectComponents } from './components.ts'
import { renderConstant, renderMethod, signatureTypes } from './sdk-method.ts'
import { isPaged, problemsName, sdkOperations } from './sdk-operations.ts'
import { BANNER, comment, list, pascalCase } from './sdk-text.ts'

/** What stands under one name: `auth` itself, or `auth.me`. */
interface Resource {
  /** Names from `auth` down to here. */
  readonly path: readonly string[]
  readonly methods: Map<string, Operation>
  readonly resources: Map<string, Resource>
}

/**
 * `client.ts`: a class for every resource with a method for each of its operations, and what the
 * session sends on its own as constants.
 *
 * @throws {Error} when two operations claim one name.
 */
export function renderClient(operations: readonly Operation[]): string {
  const offered = sdkOperations(operations)
  const methods = offered.filter(({ sdk }) => sdk)
  const names = new Set(methods.flatMap(signatureTypes))
  const types = [...collectComponents(offered).keys()].filter((name) => names.has(name))
  return [
    BANNER,
    list('import type ', '{', ['Call', 'CallOptions', 'Send'], `} from '../call.ts'`) +
      (methods.some(isPaged) ? `import { paged, type PagedCall } from '../paged.ts'\n` : '') +
      list('import type ', '{', methods.map(problemsName).toSorted(), `} from './errors.ts'`) +
      list('import type ', '{', types.toSorted(), `} from './types.ts'`),
    ...offered.filter(({ sdk }) => !sdk).map(renderConstant),
    ...renderClasses(arrange(methods)),
  ].join('\n')
}

function arrange(operations: readonly Operation[]): Resource {
  const root: Resource = { path: [], methods: new Map(), resources: new Map() }
  for (const operation of operations) {
    const path = operation.sdk?.split('.') ?? []
    const verb = path.at(-1) ?? ''
    const home = path.slice(0, -1).reduce(descend, root)
    if (home.methods.has(verb) || home.resources.has(verb)) {
      throw new Error(`${operation.operationId}: "${operation.sdk}" is taken`)
    }
    home.methods.set(verb, operation)
  }
  return root
}

function descend(parent: Resource, name: string): Resource {
  if (parent.methods.has(name)) throw new Error(`"${[...parent.path, name].join('.')}" is taken`)
  const known = parent.resources.get(name)
  if (known) return known
  const child: Resource = { path: [...parent.path, name], methods: new Map(), resources: new Map() }
  parent.resources.set(name, child)
  return child
}

/** The class of a resource, after those of the resources inside it. */
function renderClasses(resource: Resource): string[] {
  const children = [...resource.resources]
  const fields = children.map(([name, child]) => `  readonly ${name}: ${className(child)}\n`)
  const created = children.map(
    ([name, child]) => `    this.${name} = new ${className(child)}(send)\n`,
  )
  const methods = [...resource.methods].map(([name, operation]) => renderMethod(name, operation))
  const own = methods.length > 0
  const parts = [
    (own ? '  readonly #send: Send\n' : '') + fields.join(''),
    `  constructor(send: Send) {\n${own ? '    this.#send = send\n' : ''}${created.join('')}  }\n`,
    ...methods,
  ]
  const about = resource.path.length
    ? `\`auth.${resource.path.join('.')}\``
    : 'Everything a client can ask of a server.'
  return [
    ...children.flatMap(([, child]) => renderClasses(child)),
    `${comment([about])}export class ${className(resource)} {\n${parts.join('\n')}}\n`,
  ]
}

function className({ path }: Resource): string {
  return path.length ? path.map(pascalCase).join('') : 'Client'
}
