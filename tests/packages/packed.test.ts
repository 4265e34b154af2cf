import { execFile, spawn } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'

interface Manifest {
  name: string
  version: string
  private?: boolean
  packageManager?: string
  dependencies?: Record<string, string>
}

const workspace = join(import.meta.dirname, '../..')
const published = globSync('{packages,apps}/*', { cwd: workspace })
  .map((folder) => ({ folder, manifest: readManifest(join(workspace, folder)) }))
  .filter(({ manifest }) => manifest.private !== true)
const names = published.map(({ manifest }) => manifest.name)

const folder = mkdtempSync(join(tmpdir(), 'latchkey-'))
const tarballs = join(folder, 'tarballs')
const project = join(folder, 'project')

// All tests look at one packing and one installation, which take seconds.
beforeAll(async () => {
  const [, pnpm = ''] = readManifest(workspace).packageManager?.split('@') ?? []
  const filters = names.map((name) => `--filter=${name}`)
  const pack = ['pack', '--pack-destination', tarballs]
  await run(workspace, 'tsc', ['-b', ...published.map((entry) => entry.folder)])
  await run(workspace, 'npx', ['--yes', `pnpm@${pnpm}`, ...filters, ...pack])

  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
  const files = published.map(({ manifest }) => tarballOf(manifest))
  await run(project, 'npm', ['install', '--prefer-offline', '--ignore-scripts', ...files])
}, 180_000)

afterAll(() => rmSync(folder, { recursive: true }))

test.each(names)('%s has nothing in its tarball that only this workspace understands', (name) => {
  const manifest = readManifest(join(project, 'node_modules', name))

  expect(Object.values(manifest.dependencies ?? {}).join(' ')).not.toMatch(/workspace:|catalog:/)
})

test.each(published)('publint finds nothing wrong with $manifest.name', async ({ manifest }) => {
  const file = readFileSync(tarballOf(manifest))
  const tarball = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength)

  const { messages, pkg } = await publint({ strict: true, pack: { tarball } })

  expect(messages.map((message) => formatMessage(message, pkg ?? {}))).toEqual([])
})

test.each(names)('%s can be imported without a build or a condition', async (name) => {
  const script = `console.log(Object.keys(await import('${name}')).length)`

  const { stdout } = await run(project, 'node', ['--input-type=module', '--eval', script])

  expect(Number(stdout)).toBeGreaterThan(0)
})

test('npx latchkey runs', async () => {
  const { stdout } = await run(project, 'npx', ['--no-install', 'latchkey', '--version'])

  expect(stdout.trim()).toBe(readManifest(join(workspace, 'apps/server')).version)
})

test('ten lines protect routes of a Fastify app', async () => {
  const url = await startApp(`
    import Fastify from 'fastify'
    import { admin, latchkey, session } from 'latchkey'

    const app = Fastify()
    await app.register(latchkey, { database: 'memory:', secret: crypto.randomUUID().repeat(2) })
    app.get('/hello', { security: session }, async (request) => {
      return \`Hello \${(await request.user()).username}\`
    })
    app.get('/reports', { security: admin }, async () => 'for admins')
    console.log(await app.listen({ port: 0 }))
  `)
  const account = { username: 'ada', password: 'slow green tram 7' }
  const registered = await fetch(`${url}/api/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  })
  const { accessToken } = JSON.parse(await registered.text())
  const headers = { authorization: `Bearer ${accessToken}` }

  const hello = await fetch(`${url}/hello`, { headers })
  const stranger = await fetch(`${url}/hello`)
  const reports = await fetch(`${url}/reports`, { headers })

  expect(registered.status).toBe(201)
  expect([hello.status, await hello.text()]).toEqual([200, 'Hello ada'])
  expect([stranger.status, reports.status]).toEqual([401, 403])
})

/** Runs the source as a file of the project; resolves to the address it prints. */
async function startApp(source: string): Promise<string> {
  const file = join(project, 'app.js')
  writeFileSync(file, source)
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => {
    child.kill()
  })
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  child.stdout.setEncoding('utf8').once('data', (line: string) => resolve(line.trim()))
  child.once('exit', (code) => reject(new Error(`the app ended with code ${code}`)))
  return promise
}

async function run(cwd: string, tool: string, args: readonly string[]) {
  const bin = join(workspace, 'node_modules', '.bin')
  const env = { ...process.env, PATH: [bin, process.env['PATH']].join(delimiter) }
  try {
    return await promisify(execFile)(tool, args, { cwd, env })
  } catch (error) {
    // The message has what it wrote to stderr; compilers write to stdout.
    const said = error instanceof Error && 'stdout' in error ? String(error.stdout) : ''
    throw new Error(`${tool} failed: ${said}`, { cause: error })
  }
}

function tarballOf({ name, version }: Manifest): string {
  return join(tarballs, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`)
}

function readManifest(folder: string): Manifest {
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return manifest
}
