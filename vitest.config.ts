import { defineConfig } from 'vitest/config'

const conditions = ['@latchkey/source']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  // The global setup is loaded in an environment of its own.
  environments: { __vitest__: { resolve: { conditions, externalConditions: conditions } } },
  test: {
    include: ['{packages,apps}/*/test/**/*.test.ts', 'tests/**/*.test.ts'],
    globalSetup: ['tests/global-setup.ts'],
    // For busy machines: starting an embedded database takes a second on an idle one.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Real processes on a busy machine miss a deadline now and then; a broken guarantee fails twice.
    retry: 1,
    pool: 'forks',
    maxWorkers: 2,
  },
})
