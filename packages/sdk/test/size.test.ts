import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

import { build } from 'esbuild'
import { expect, test } from 'vitest'

/** Bytes that a page downloads for `createAuth`: bundled, minified and compressed. */
async function download(external: string[]): Promise<number> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { createAuth } from '@latchkey/sdk'`,
      resolveDir: join(import.meta.dirname, '..'),
    },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    conditions: ['@latchkey/source'],
    external,
  })
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length
}

// Guarantee: a feature that makes pages heavier is noticed. Bundling for a browser also fails when
// something of Node slips in.
test('the SDK stays small', async () => {
  const whole = await download([])
  const own = await download(['ky'])

  console.log(`createAuth: ${whole} bytes, ${own} of them our own`)
  expect(own).toBeLessThan(6_000)
  expect(whole).toBeLessThan(14_500)
})
