import { parseArgs } from 'node:util'

import { readSettings } from '../read-settings.ts'
import { SettingsError } from '../settings-error.ts'
import { SETTINGS, type Setting } from '../settings.ts'
import type { LocalCommand } from './command.ts'
import { printTable } from './output.ts'

/** Every setting as this process sees it. Secrets are shown as set or not. */
export const config: LocalCommand = {
  usage: '[--json]',
  summary: 'Show all settings, where they come from and their defaults',
  options: { '--json': 'print a JSON array' },
  async run({ environment }, args, output) {
    const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } } })
    const settings = Object.entries<Setting>(SETTINGS).map(([name, setting]) => {
      const given = environment.values[name] || undefined
      return {
        name,
        value: (given === undefined ? undefined : shown(setting, given)) ?? setting.fallback,
        source: environment.sourceOf(name) ?? 'default',
        default: setting.fallback,
        description: setting.description,
      }
    })

    if (values.json) {
      output.print(JSON.stringify(settings, null, 2))
    } else {
      printTable(output, [
        ['SETTING', 'VALUE', 'SOURCE', 'DEFAULT', ''],
        ...settings.map((setting) => [
          setting.name,
          setting.value ?? '–',
          setting.source,
          setting.default ?? '–',
          setting.description,
        ]),
      ])
    }

    try {
      readSettings(environment.values)
      return 0
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error
      output.complain(`\n${error.message}`)
      return 1
    }
  },
}

/** What is malformed is not shown: nobody knows what was pasted there. */
function shown({ parse, mask }: Setting, value: string): string {
  if (parse(value) === undefined) return '(not valid)'
  return mask ? mask(value) : value
}
