import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');

/** Each file breaks the rules named with it, and no other. */
const OFFENDERS: readonly (readonly [file: string, text: string, ...rules: string[]])[] = [
  ['core/a.ts', "import { z } from 'zod'; export const a = z;", 'core-needs-no-package'],
  ['core/b.ts', "import type { A } from '../config/ok'; export type B = A;", 'core-stays-inside'],
  [
    'config/c.ts',
    "import { Module } from '@nestjs/common'; export const c = Module;",
    'config-needs-zod-only',
  ],
  ['config/d.ts', "import { ok } from '../jobs/ok'; export const d = ok;", 'config-stays-inside'],
  [
    'persistence/e.ts',
    "import { Module } from '@nestjs/common'; export const e = Module;",
    'persistence-needs-ioredis-only',
  ],
  [
    'persistence/f.ts',
    "import type { A } from '../config/ok'; export type F = A;",
    'persistence-stays-inside',
  ],
  [
    'persistence/g.module.ts',
    "import { ok } from '../jobs/ok'; export const g = ok;",
    'persistence-module-knows-no-user',
  ],
  ['jobs/h.ts', "import { ok } from '../persistence/ok'; export const h = ok;", 'one-door-to-storage'],
  ['jobs/i.ts', "import type { Redis } from 'ioredis'; export type I = Redis;", 'redis-behind-the-door'],
  ['jobs/k.ts', "import { fetch } from 'undici'; export const k = fetch;", 'no-call-past-the-rules'],
  ['client/o.ts', "import type { A } from '../core/ok'; export type O = A;", 'client-stands-alone'],
  ['client/p.ts', "import { z } from 'zod'; export const p = z;", 'client-needs-no-package'],
  ['jobs/q.ts', "import { ok } from '../client/ok'; export const q = ok;", 'client-is-for-users'],
  ['jobs/j.ts', "import type { L } from './l'; export type J = L | 1;", 'no-circular'],
  ['jobs/l.ts', "import type { J } from './j'; export type L = J | 2;"],
  [
    'jobs/m.ts',
    "import fc from 'fast-check'; export const m = fc;",
    'no-development-dependency-in-the-service',
  ],
  ['cli/p.ts', "import { ok } from '../jobs/ok'; export const p = ok;", 'command-line-over-http-only'],
  [
    'cli/q.ts',
    "import { Module } from '@nestjs/common'; export const q = Module;",
    'command-line-needs-little',
  ],
  ['jobs/n.ts', "import { ok } from '../../test/ok'; export const n = ok;", 'no-test-code-in-the-service'],
  ['jobs/o.ts', "import { ok } from './nowhere'; export const o = ok;", 'not-to-unresolvable'],
];

const LAW_ABIDING: readonly (readonly [file: string, text: string])[] = [
  ['core/ok.ts', "import { join } from 'node:path'; export const ok = join;"],
  ['config/ok.ts', "import { z } from 'zod'; export type A = z.ZodType; "],
  ['config/config.module.ts', "import { Module } from '@nestjs/common'; @Module({}) export class C {}"],
  ['persistence/ok.ts', "import { Redis } from 'ioredis'; import '../core/ok'; export const ok = Redis;"],
  [
    'persistence/persistence.module.ts',
    "import { Module } from '@nestjs/common'; import './ok'; import '../config/ok'; @Module({}) export class P {}",
  ],
  ['client/ok.ts', "import { randomUUID } from 'node:crypto'; export const ok = randomUUID;"],
  ['jobs/ok.ts', "import '../core/ok'; import '../persistence/persistence.module'; export const ok = 1;"],
];

interface Cruise {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  };
}

describe('the import rules', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-imports-'));
    for (const file of ['tsconfig.json', 'package.json', '.dependency-cruiser.cjs']) {
      cpSync(join(ROOT, file), join(folder, file));
    }
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    for (const [file, text] of [
      ...OFFENDERS,
      ...LAW_ABIDING,
      ['../test/ok.ts', 'export const ok = 1;'],
    ] as const) {
      mkdirSync(dirname(join(folder, 'src', file)), { recursive: true });
      writeFileSync(join(folder, 'src', file), text);
    }
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('each find who breaks them, and nobody else', () => {
    const bin = join(ROOT, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs');
    const { stdout } = spawnSync(
      process.execPath,
      [bin, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src'],
      { cwd: folder, encoding: 'utf8' },
    );
    const { summary } = JSON.parse(stdout) as Cruise;

    const found = summary.violations.map(({ from, rule }) => `${from} ${rule.name}`);
    const expected = OFFENDERS.flatMap(([file, , ...rules]) => rules.map((rule) => `src/${file} ${rule}`));
    expect(found.sort()).toEqual(expected.sort());
  });
});
