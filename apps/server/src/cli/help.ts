import { usageOf, type Command } from './command.ts'

type Described = Pick<Command<unknown>, 'usage' | 'summary' | 'options'>

export function overview(commands: Readonly<Record<string, Described>>): string {
  return [
    'Usage: latchkey [command] [options]',
    '',
    'Commands (without one: serve):',
    ...columns(Object.entries(commands).map(([name, { summary }]) => [name, summary])),
    '',
    'Options:',
    ...columns([
      ['--help', 'explain a command'],
      ['--version', 'print the version'],
    ]),
    '',
    'Settings are environment variables or lines of .env; see latchkey config.',
  ].join('\n')
}

export function commandHelp(name: string, command: Described): string {
  const options = Object.entries(command.options)
  return [
    command.summary,
    '',
    `Usage: ${usageOf(name, command)}`,
    ...(options.length > 0 ? ['', 'Options:', ...columns(options)] : []),
  ].join('\n')
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}
