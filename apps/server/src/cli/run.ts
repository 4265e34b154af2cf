import { describeError } from '../describe-error.ts'
import { readEnvironment } from '../environment.ts'
import { VERSION } from '../version.ts'
import { runCommand, type LocalCommand } from './command.ts'
import { config } from './config.ts'
import { databaseCommands } from './database-commands.ts'
import { commandHelp, overview } from './help.ts'
import { processOutput, type Output } from './output.ts'
import { serve } from './serve.ts'
import { secretsGenerate } from './secrets-generate.ts'
import { runOnDatabase } from './with-database.ts'

const localCommands: Readonly<Record<string, LocalCommand>> = {
  serve,
  config,
  'secrets generate': secretsGenerate,
}
const commands = { ...localCommands, ...databaseCommands }

/**
 * The command `latchkey`.
 *
 * @returns the exit code: 0, 1 when the command failed, 2 when its arguments make no sense
 */
export async function runCli(argv: readonly string[]): Promise<number> {
  try {
    return await dispatch(argv, processOutput)
  } catch (error) {
    processOutput.complain(describeError(error))
    return 1
  }
}

async function dispatch(argv: readonly string[], output: Output): Promise<number> {
  const [first = 'serve'] = argv
  if (first === '--version') {
    output.print(VERSION)
    return 0
  }
  if (first === '--help' || first === '-h' || first === 'help') {
    output.print(overview(commands))
    return 0
  }

  const { name, args } = split(argv)
  const command = commands[name]
  if (!command) {
    output.complain(`There is no command ${name}\n\n${overview(commands)}`)
    return 2
  }
  if (args.includes('--help') || args.includes('-h')) {
    output.print(commandHelp(name, command))
    return 0
  }

  const environment = readEnvironment(process.env, process.cwd())
  const local = localCommands[name]
  return local
    ? runCommand(name, local, { environment }, args, output)
    : runOnDatabase(environment, name, args, output)
}

/** Names have one or two words; what follows is for the command. Without a name it is serve. */
function split(argv: readonly string[]): { name: string; args: readonly string[] } {
  const [first, second] = argv
  if (first === undefined || first.startsWith('-')) return { name: 'serve', args: argv }
  if (first in commands || second === undefined || second.startsWith('-')) {
    return { name: first, args: argv.slice(1) }
  }
  return { name: `${first} ${second}`, args: argv.slice(2) }
}
