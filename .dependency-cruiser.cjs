/**
 * The import rules of the house (CONTRIBUTING.md): the core knows nothing of the outside, storage is behind
 * one door, configuration depends on its schema library only, and nothing goes in circles.
 */
const NPM = [
  'npm',
  'npm-dev',
  'npm-optional',
  'npm-peer',
  'npm-no-pkg',
  'npm-unknown',
  'unknown',
  'undetermined',
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A cycle makes both ends one part. Move what they share, never use forwardRef.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'core-stays-inside',
      comment: 'The core imports itself only.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { path: '^src/', pathNot: '^src/core/' },
    },
    {
      name: 'core-needs-no-package',
      comment: 'No Nest, no ioredis, no package at all in the core.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { dependencyTypes: NPM },
    },
    {
      name: 'config-needs-zod-only',
      comment: 'Configuration depends on its schema library; Nest only in its module.',
      severity: 'error',
      from: { path: '^src/config/', pathNot: '\\.module\\.ts$' },
      to: { dependencyTypes: NPM, pathNot: '(^|/)node_modules/zod/' },
    },
    {
      name: 'config-stays-inside',
      comment: 'Configuration imports no other part.',
      severity: 'error',
      from: { path: '^src/config/' },
      to: { path: '^src/', pathNot: '^src/config/' },
    },
    {
      name: 'persistence-needs-ioredis-only',
      comment: 'Nest only in the module and the connection files.',
      severity: 'error',
      from: { path: '^src/persistence/', pathNot: '(\\.module|connections?)\\.ts$' },
      to: { dependencyTypes: NPM, pathNot: '(^|/)node_modules/(ioredis|@ioredis)/' },
    },
    {
      name: 'persistence-stays-inside',
      comment: 'Storage imports the core, and the configuration in its module and connection files.',
      severity: 'error',
      from: { path: '^src/persistence/', pathNot: '(\\.module|connections?)\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(persistence|core)/' },
    },
    {
      name: 'persistence-module-knows-no-user',
      comment: 'Storage does not know who uses it.',
      severity: 'error',
      from: { path: '^src/persistence/' },
      to: { path: '^src/', pathNot: '^src/(persistence|core|config)/' },
    },
    {
      name: 'one-door-to-storage',
      comment: 'Only PersistenceModule is imported from outside: it exports the JobStore port.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/persistence/' },
      to: { path: '^src/persistence/', pathNot: '^src/persistence/persistence\\.module\\.ts$' },
    },
    {
      name: 'redis-behind-the-door',
      comment: 'Only storage speaks to Redis.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/persistence/' },
      to: { path: '(^|/)node_modules/ioredis/' },
    },
    {
      name: 'no-call-past-the-rules',
      comment:
        'Requests to addresses that clients chose go through src/outbound, which says where they may not.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/outbound/' },
      to: { path: '(^|/)node_modules/undici/' },
    },
    {
      name: 'command-line-over-http-only',
      comment:
        'The command line is a client: it knows the HTTP API and how a key is configured, and nothing of how the service works.',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: {
        path: '^src/',
        pathNot: '^src/(cli/|http/exact-numbers\\.ts$|bootstrap/version\\.ts$|config/api-keys\\.ts$)',
      },
    },
    {
      name: 'command-line-needs-little',
      comment: 'It starts at once: no Nest, no Redis.',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { dependencyTypes: NPM, pathNot: '(^|/)node_modules/(commander|cli-table3)/' },
    },
    {
      name: 'client-stands-alone',
      comment:
        'sluice/client runs in programs of its users: it knows the HTTP API only, and needs no package.',
      severity: 'error',
      from: { path: '^src/client/' },
      to: { path: '^src/', pathNot: '^src/client/' },
    },
    {
      name: 'client-needs-no-package',
      severity: 'error',
      from: { path: '^src/client/' },
      to: { dependencyTypes: NPM },
    },
    {
      name: 'client-is-for-users',
      comment: 'The service does not call itself.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/client/' },
      to: { path: '^src/client/' },
    },
    {
      name: 'no-test-code-in-the-service',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench|scripts)/' },
    },
    {
      name: 'no-development-dependency-in-the-service',
      comment: 'It is not there in production.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: '(^|/)node_modules/@types/' },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    // Type-only imports tie parts together too.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
