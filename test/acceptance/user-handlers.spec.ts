import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster } from '../support/cluster';
import { Service } from '../support/service';

const ROOT = join(__dirname, '..', '..');

let folder: string;
let cluster: Cluster;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-handlers-'));
  cluster = await Cluster.start();
});
afterAll(async () => {
  await cluster.stop();
  rmSync(folder, { recursive: true });
});

/** A folder below the test's own, with these files. */
function folderOf(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(folder, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(path, file, '..'), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  return path;
}

const ask = async (service: Service, path: string, body?: object) => {
  const headers = { 'content-type': 'application/json' };
  const init = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
  const answer = await fetch(`http://127.0.0.1:${service.port}${path}`, init);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

describe('a folder of handlers', () => {
  it('runs the example, compiled as its README says, far from this source', async () => {
    const path = join(folder, 'example');
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    execFileSync(process.execPath, [tsc, '-p', join(ROOT, 'examples', 'handlers'), '--outDir', path]);
    const service = await cluster.service({ SLUICE_HANDLERS: path });

    const greet = (id: string, payload: object) => ask(service, '/jobs', { id, type: 'greet', payload });
    expect(await greet('1', { name: 'Ada', language: 'fr' })).toMatchObject({ status: 202 });
    expect((await ask(service, '/jobs/1?wait_ms=10000')).body).toMatchObject({
      status: 'completed',
      result: { text: 'Bonjour, Ada', attempt: 1 },
    });
    await greet('2', { name: 'Ada', language: 'tlh' });
    expect((await ask(service, '/jobs/2?wait_ms=10000')).body).toMatchObject({
      status: 'failed',
      retries: 0,
      error: { code: 'unknown_language' },
    });
    expect(await greet('3', { name: '' })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/payload/name', detail: 'must be a name' }] },
    });
  });

  it('lets handlers write to the log of their job', async () => {
    const path = folderOf('logs', {
      'log.handler.mjs': `
        import { JobHandler } from 'sluice/handlers';
        export class LogHandler { run(payload, { log, attempt }) {
          log('attempt ' + attempt);
          if (attempt === 1) throw new Error('not yet');
        } }
        JobHandler('log')(LogHandler);`,
    });
    const service = await cluster.service({ SLUICE_HANDLERS: path });
    await ask(service, '/jobs', { id: 'logged', type: 'log', backoff: { strategy: 'fixed', base_ms: 1 } });
    expect((await ask(service, '/jobs/logged?wait_ms=10000')).body).toMatchObject({
      status: 'completed',
      log_lines: 2,
    });
    expect((await ask(service, '/jobs/logged/logs')).body['lines']).toMatchObject([
      { number: 1, attempt: 1, line: 'attempt 1' },
      { number: 2, attempt: 2, line: 'attempt 2' },
    ]);
  });

  it('takes ES modules, modules of NestJS, and folders in it', async () => {
    const path = folderOf('mixed', {
      'node_modules/x/broken.handler.js': 'throw new Error("not mine")',
      'notes.js': 'throw new Error("not a handler")',
      'deep/er/sum.handler.mjs': `
        import { Module } from '@nestjs/common';
        import { JobHandler } from 'sluice/handlers';
        class SumHandler { run(numbers) { return numbers.reduce((a, b) => a + b, 0); } }
        JobHandler('sum')(SumHandler);
        export class SumModule {}
        Module({ providers: [SumHandler] })(SumModule);`,
      'count.handler.cjs': `
        const { JobHandler, NeverRetryError } = require('sluice/handlers');
        class CountHandler { run(list) { if (!Array.isArray(list)) throw new NeverRetryError('no list'); return list.length; } }
        JobHandler('count')(CountHandler);
        module.exports = { CountHandler };`,
    });
    const service = await cluster.service({ SLUICE_HANDLERS: path });
    await ask(service, '/jobs', { id: 'sum', type: 'sum', payload: [1, 2, 3] });
    await ask(service, '/jobs', { id: 'count', type: 'count', payload: {} });
    expect((await ask(service, '/jobs/sum?wait_ms=10000')).body).toMatchObject({ result: 6 });
    expect((await ask(service, '/jobs/count?wait_ms=10000')).body).toMatchObject({
      status: 'failed',
      retries: 0,
    });
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['empty', { 'a.js': '' }, /has no file named \*\.handler\.js/],
    [
      'broken',
      { 'a.handler.js': 'throw new Error("out of order")' },
      /a\.handler\.js cannot be loaded: out of order/,
    ],
    ['unmarked', { 'a.handler.js': 'exports.A = class A {}' }, /a\.handler\.js exports no class marked/],
    [
      'twice',
      {
        'a.handler.js': `const { JobHandler } = require('sluice/handlers');
          exports.A = class A { run() {} }; JobHandler('simulate')(exports.A);`,
      },
      /two handlers for job type 'simulate'/,
    ],
  ])('that is %s stops the start, and says why', async (name, files, reason) => {
    const env = { REDIS_URL: cluster.redis.url, SLUICE_HANDLERS: folderOf(name, files) };
    const service = await Service.launch({ env });
    const { code } = await service.exited(10_000);
    expect(service.log).toMatch(reason);
    expect(code).not.toBe(0);
  });

  it('that is not there stops the start', async () => {
    const env = { REDIS_URL: cluster.redis.url, SLUICE_HANDLERS: join(folder, 'nowhere') };
    const service = await Service.launch({ env });
    expect((await service.exited(10_000)).code).toBe(1);
    expect(service.log).toMatch(/SLUICE_HANDLERS: the folder .*nowhere cannot be read/);
  });
});
