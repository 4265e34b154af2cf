import { readFileSync, writeFileSync } from 'node:fs'

import { SETTINGS, type Setting } from '../apps/server/src/settings.ts'

/**
 * Fills the parts of the README that repeat what is said elsewhere: files, settings, figures. They
 * stand between `<!-- begin NAME -->` and `<!-- end -->`. With `--check` it changes nothing, and
 * fails when they are out of date.
 */
const README = new URL('../README.md', import.meta.url)
const PART = /(<!-- begin (\S+) -->\n)[^]*?(<!-- end -->)/g

const current = readFileSync(README, 'utf8')
const next = current.replace(PART, (_part, begin: string, name: string, end: string) => {
  return `${begin}\n${partOf(name)}\n\n${end}`
})

if (next !== current && process.argv.includes('--check')) {
  console.error('README.md is out of date: run `npm run generate`')
  process.exitCode = 1
} else {
  writeFileSync(README, next)
}

function partOf(name: string): string {
  if (name === 'settings') return settingsTable()
  if (name === 'figures') return figuresTable()
  const source = readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')
  return `\`\`\`ts\n${source.trimEnd()}\n\`\`\``
}

function settingsTable(): string {
  const rows = Object.entries<Setting>(SETTINGS).map(
    ([name, { fallback, description }]) =>
      `| \`${name}\` | ${fallback === undefined ? '' : `\`${fallback}\``} | ${description} |`,
  )
  return ['| variable | default | meaning |', '|---|---|---|', ...rows].join('\n')
}

function figuresTable(): string {
  const text = readFileSync(new URL('../bench/figures.md', import.meta.url), 'utf8')
  return text.trimEnd()
}
