/**
 * One project for each kind of test, so that `jest --selectProjects unit` runs one kind.
 *
 * - unit: one part, no Redis, no network
 * - contract: the JobStore rules, on the model and on Redis
 * - property: generated command sequences, on the model and on Redis alike
 * - simulation: clusters of the core's loops on virtual time, on the model, from a seed
 * - integration: several parts in this process, on a real Redis
 * - acceptance: real processes of the built service, real signals
 * - faults: Redis broken in every known way under a running service; `npm run test:faults`, not in `npm test`
 * - observe: a real Prometheus, a receiver of traces, the log of real processes; `npm run test:observe`, likewise
 * - scenarios: the slow ones of the failures that others have published; `npm run test:scenarios`, likewise
 * - cluster: Redis with sentinels, Redis Cluster, TLS, users with few rights; `npm run test:cluster`, likewise
 * - compose: containers of docker-compose.yml, where there is a Docker; `npm run test:compose`, likewise
 * - e2e: the dashboard in Chromium, on the built service; `npm run test:e2e`, likewise
 */

/** NestJS 12 is ESM only; everything is compiled to CommonJS, so that plain `jest` works without flags. */
const swc = [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: 'inline',
    module: { type: 'commonjs' },
    jsc: {
      target: 'es2023',
      keepClassNames: true,
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    },
  },
];

/**
 * Test files run in a context of their own, in which each use of a global is a slow look-up. These are given to every
 * module as variables instead. Not those that a test replaces (timers, fetch), nor those that packages declare anew (Buffer).
 */
const QUICK_GLOBALS = ['Math', 'Object', 'Array', 'Number', 'Map', 'Set', 'JSON'];

const project = (displayName, timeoutMs) => ({
  displayName,
  rootDir: __dirname,
  testEnvironment: 'node',
  sandboxInjectedGlobals: QUICK_GLOBALS,
  testMatch: [`<rootDir>/test/${displayName}/**/*.spec.ts`],
  transform: { '\\.[cm]?[jt]s$': swc },
  transformIgnorePatterns: ['/node_modules/(?!@nestjs/)'],
  globals: { TEST_TIMEOUT_MS: timeoutMs },
  setupFilesAfterEnv: ['<rootDir>/test/support/test-timeout.ts'],
});

/** @type {import('jest').Config} */
module.exports = {
  maxWorkers: 2,
  testSequencer: '<rootDir>/scripts/lib/long-first-sequencer.cjs',
  projects: [
    project('unit', 10_000),
    project('contract', 30_000),
    project('simulation', 120_000),
    project('integration', 60_000),
    project('property', 600_000),
    { ...project('acceptance', 120_000), globalSetup: '<rootDir>/scripts/lib/jest-setup.cjs' },
    { ...project('faults', 120_000), globalSetup: '<rootDir>/scripts/lib/jest-setup.cjs' },
    { ...project('observe', 120_000), globalSetup: '<rootDir>/scripts/lib/jest-setup.cjs' },
    { ...project('cluster', 240_000), globalSetup: '<rootDir>/scripts/lib/jest-setup.cjs' },
    project('compose', 600_000),
    { ...project('e2e', 60_000), globalSetup: '<rootDir>/scripts/lib/jest-setup.cjs' },
    { ...project('scenarios', 180_000), globalSetup: '<rootDir>/scripts/lib/jest-setup.cjs' },
  ],
};
