// Installs the workspace with the pnpm version that package.json names, unless it is installed
// already. npm runs this before `npm start` and `npm test`, on whatever Node the machine has and with
// nothing installed: plain JavaScript, built-in modules only.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const stampFile = join(root, 'node_modules', '.latchkey-install')
const NOT_FOUND = 127

const wanted = fingerprint()
if (installed() === wanted) process.exit(0)

const pnpm = String(JSON.parse(read('package.json')).packageManager)
const startedAt = performance.now()
console.log(`Installing dependencies with ${pnpm.replace('@', ' ')}, the first time takes a minute`)
const { code, output } = await install(pnpm)
if (code !== 0) {
  console.error(explain(code, output))
  process.exit(1)
}
mkdirSync(dirname(stampFile), { recursive: true })
writeFileSync(stampFile, wanted)
console.log(`Installed in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)

/** Everything that decides what belongs into node_modules. */
function fingerprint() {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`)
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests()]) {
    hash.update(`\0${file}\0`).update(read(file))
  }
  return hash.digest('hex')
}

/** The package.json of the root and of every folder that pnpm-workspace.yaml lists. */
function manifests() {
  const list = /^packages:\n((?: +- .*\n)+)/m.exec(read('pnpm-workspace.yaml').replaceAll('\r', ''))
  const folders = (list?.[1] ?? '')
    .trim()
    .split('\n')
    .map((line) => line.replace(/^ *- */, '').replaceAll(/['"]/g, ''))
    .flatMap((pattern) => {
      const parent = pattern.replace(/\/\*$/, '')
      if (parent === pattern) return [pattern]
      return existsSync(join(root, parent))
        ? readdirSync(join(root, parent)).map((name) => `${parent}/${name}`)
        : []
    })
  return ['.', ...folders.toSorted((a, b) => (a < b ? -1 : 1))]
    .map((folder) => `${folder}/package.json`)
    .filter((file) => existsSync(join(root, file)))
}

/** The fingerprint of the last complete install; nothing when the pinned Node is gone. */
function installed() {
  const node = join(
    root,
    'node_modules',
    '.bin',
    process.platform === 'win32' ? 'node.cmd' : 'node',
  )
  return existsSync(node) && existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : undefined
}

/** @returns {Promise<{ code: number, output: string }>} */
function install(pnpm) {
  const options = ['--frozen-lockfile', '--loglevel=error']
  // NODE_ENV=production would leave out Node itself and the test tools.
  options.push('--prod=false')
  // A node_modules made with other settings is replaced without a question.
  options.push('--config.confirmModulesPurge=false')
  return new Promise((resolve) => {
    let output = ''
    const child = spawn('npx', ['--yes', pnpm, 'install', ...options], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    })
    child.stdout.on('data', (chunk) => {
      output += chunk
      process.stdout.write(chunk)
    })
    child.stderr.on('data', (chunk) => {
      output += chunk
      process.stderr.write(chunk)
    })
    child.once('error', () => resolve({ code: NOT_FOUND, output: '' }))
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

function explain(code, output) {
  if (code === NOT_FOUND) {
    return 'npx was not found. It comes with npm, which comes with Node: https://nodejs.org'
  }
  if (/\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH)\b/.test(output)) {
    return 'The install failed: the package registry cannot be reached. Check the network or proxy.'
  }
  if (/ERR_PNPM_OUTDATED_LOCKFILE/.test(output)) {
    return `pnpm-lock.yaml does not fit the package.json files. Update it: npx ${pnpm} install`
  }
  return `The install failed (exit code ${code}); the reason is above.`
}

function read(file) {
  return readFileSync(join(root, file), 'utf8')
}
