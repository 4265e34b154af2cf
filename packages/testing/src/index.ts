export { fakeClock, type FakeClock } from './clock.ts'
export { checkAgainstContracts, type ContractVerdict } from './contract-check.ts'
export { databaseTest } from './database-test.ts'
export {
  inProcessFetch,
  type InjectableApp,
  type InjectedRequest,
  type InjectedResponse,
} from './in-process-fetch.ts'
