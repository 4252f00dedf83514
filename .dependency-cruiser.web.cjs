/** The import rules of the dashboard: a client of the HTTP API, and nothing of how the service works. */

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A cycle makes both ends one part. Move what they share.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'dashboard-over-http-only',
      comment: 'The dashboard knows the HTTP API, and nothing of how the service works.',
      severity: 'error',
      from: {},
      to: { path: '^(src|test|bench|scripts)/' },
    },
    {
      name: 'dashboard-needs-little',
      comment: 'Every package goes to every viewer.',
      severity: 'error',
      from: {},
      to: { path: '(^|/)node_modules/', pathNot: '(^|/)node_modules/(preact|@preact/signals|uplot)/' },
    },
    {
      name: 'formats-know-no-page',
      comment: 'What makes text of numbers and times needs no browser.',
      severity: 'error',
      from: { path: '^web/format/' },
      to: { pathNot: '^web/format/' },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsConfig: { fileName: 'web/tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.tsx', '.ts', '.js', '.mjs', '.css'],
    },
  },
};
