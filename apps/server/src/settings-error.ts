import type { SettingName } from './settings.ts'

export interface SettingProblem {
  readonly setting: SettingName
  /** Completes the name of the setting to a sentence; never contains its value. */
  readonly message: string
}

/** Every setting that keeps the server from starting, with what is expected of it. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
  readonly problems: readonly SettingProblem[]

  constructor(problems: readonly SettingProblem[]) {
    super(
      [
        'Latchkey cannot start with these settings:',
        ...problems.map(({ setting, message }) => `  ${setting} ${message}`),
      ].join('\n'),
    )
    this.problems = problems
  }
}
