import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as HandlersFile from '../../../src/handlers/handlers.module';
import type * as DecoratorFile from '../../../src/worker/job-handler.decorator';
import { LedgerFile } from './ledger-file';
import { LedgerHandler } from './ledger.handler';
import { skewClock } from './skew';

/**
 * Loaded into the real service before its main.js (`node -r preload.js dist/main.js`), so that its start, its
 * signals and its drain are what runs in production. Adds the job type `ledger`; everything comes in by
 * environment variables:
 *
 * - `LEDGER_DIST`: the built service
 * - `LEDGER_FILE`, `LEDGER_WORKER`: where to note runs, and under which name; none: no `ledger` jobs here
 * - `LEDGER_SKEW_MS`: how far this process's time of day is off
 * - `LEDGER_STEP_MS`: how far SIGWINCH moves it, which the log then says
 */
function preload(env: NodeJS.ProcessEnv): void {
  endWithParent();
  collectOnDemand();
  const skewMs = Number(env['LEDGER_SKEW_MS'] ?? 0);
  const stepMs = Number(env['LEDGER_STEP_MS'] ?? 0);
  if (skewMs !== 0 || stepMs !== 0) {
    const move = skewClock(skewMs);
    process.on('SIGWINCH', () => {
      const before = Date.now();
      move(stepMs);
      process.stdout.write(`the clock was set by about ${Math.round((Date.now() - before) / 1_000)} s\n`);
    });
  }
  const { LEDGER_DIST: dist, LEDGER_FILE: file, LEDGER_WORKER: worker } = env;
  if (dist !== undefined && file !== undefined && worker !== undefined) {
    addHandler(dist, new LedgerHandler(new LedgerFile(file), worker));
  }
}

/** Nest reads a module's providers when the application is made: one more is there by then. */
function addHandler(dist: string, handler: LedgerHandler): void {
  const load = createRequire(__filename);
  load('reflect-metadata');
  const { HandlersModule } = load(join(dist, 'handlers', 'handlers.module.js')) as typeof HandlersFile;
  const { JobHandler } = load(join(dist, 'worker', 'job-handler.decorator.js')) as typeof DecoratorFile;
  JobHandler('ledger')(LedgerHandler);
  const providers = Reflect.getMetadata('providers', HandlersModule) as readonly unknown[];
  const added = { provide: LedgerHandler, useValue: handler };
  Reflect.defineMetadata('providers', [...providers, added], HandlersModule);
}

/** A harness that was killed leaves nobody behind. */
function endWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) {
      process.kill(process.pid, 'SIGKILL');
    }
  }, 1_000).unref();
}

/** With --expose-gc, SIGUSR2 collects garbage: what the heap holds then is what is in use. */
function collectOnDemand(): void {
  process.on('SIGUSR2', () => globalThis.gc?.());
}

preload(process.env);
