export { fakeClock, type FakeClock } from './clock.ts'
export {
  createCommand,
  type Command,
  type CommandOptions,
  type Ended,
  type RunningServer,
} from './command.ts'
export { checkAgainstContracts, type ContractVerdict } from './contract-check.ts'
export { databaseTest } from './database-test.ts'
export {
  inProcessFetch,
  type InjectableApp,
  type InjectedRequest,
  type InjectedResponse,
} from './in-process-fetch.ts'
export { temporaryFolder } from './temporary-folder.ts'
