import { registerHooks } from 'node:module'

// Says which packages are loaded by importing this one.
const packages = new Set<string>()
registerHooks({
  load(url, context, next) {
    const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1]
    if (name) packages.add(name)
    return next(url, context)
  },
})
await import('../src/index.ts')
process.send?.([...packages])
process.disconnect()
