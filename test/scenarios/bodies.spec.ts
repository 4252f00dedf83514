import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { Cluster } from '../support/cluster';
import type { Service } from '../support/service';
import { SluiceClient } from '../support/sluice-client';

type Body = string | Uint8Array<ArrayBuffer>;

let cluster: Cluster;
let service: Service;

beforeAll(async () => {
  cluster = await Cluster.start();
  service = await cluster.service({ SLUICE_RATE_LIMIT: '0' });
});
afterAll(() => cluster.stop());

const send = (path: string, body: Body, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${service.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

/** What the process holds of the machine's memory (MiB). */
function rssMiB(): number {
  const kib = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${service.pid}/status`, 'utf8'))?.[1];
  return Number(kib) / 1024;
}

const onLinux = process.platform === 'linux' ? it : it.skip;

describe('S37 bodies that are none', () => {
  const bodies: readonly (readonly [string, Body, Readonly<Record<string, string>>])[] = [
    ['nothing', '', {}],
    ['null', 'null', {}],
    ['a list', '[]', {}],
    ['a text', '"x"', {}],
    ['half of it', '{"payload":', {}],
    ['bad UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), {}],
    ['a deep one', `{"payload":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, {}],
    ['a large one', JSON.stringify({ payload: 'x'.repeat(8_000_000) }), {}],
    ['another type', '{}', { 'content-type': 'text/plain' }],
    ['a bomb', gzipSync(Buffer.alloc(20_000_000, 0x20)), { 'content-encoding': 'gzip' }],
    ['a wrong field', '{"priority":"high","max_retries":-1}', {}],
  ];

  onLinux('are refused by name, and leave no memory behind', async () => {
    const round = async () => {
      for (const path of ['/jobs', '/jobs/bulk', '/leases']) {
        for (const [name, body, headers] of bodies) {
          // An empty list is a bulk of nothing; the service may hang up on what it does not want to read.
          const answer = await send(path, body, headers).catch(() => null);
          const status = answer?.status ?? 413;
          await answer?.text();
          const fine = path === '/jobs/bulk' && (name === 'a list' || name === 'half of it');
          if (!fine) {
            expect({ path, name, refused: status >= 400 && status < 500 }).toEqual({
              path,
              name,
              refused: true,
            });
          }
          expect(status).not.toBe(500);
        }
      }
    };
    await round();
    await round();
    await round();
    const before = rssMiB();
    for (let n = 0; n < 12; n += 1) {
      await round();
    }
    // Bodies of 200 MB went through; the collector leaves something of the last ones.
    expect(rssMiB() - before).toBeLessThan(100);
    const client = new SluiceClient(service.url);
    await client.enqueue({ id: 'after', payload: { duration_ms: 1 } });
    await client.untilMetrics({ processed: 1 }, 30_000);
  });
});

describe('S38 names that are on every object', () => {
  const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];

  it('are names like others: as types, queues, tags, groups, ids and in payloads', async () => {
    const client = new SluiceClient(service.url);
    const before = await client.metrics();
    for (const name of names) {
      const payload = `{"${name}":{"polluted":true},"in":{"constructor":{"prototype":{"polluted":true}}}}`;
      const job = `{"id":"${name}","type":"${name}","queue":"${name}","group":"${name}","tags":["${name}"],"payload":${payload}}`;
      expect((await send('/jobs', job)).status).toBe(202);
      expect(await (await fetch(`${service.url}/jobs/${name}/payload`)).text()).toBe(payload);
      // Nobody has a handler of this type: it waits, and no handler of every object is taken for one.
      expect(await (await fetch(`${service.url}/jobs/${name}`)).json()).toMatchObject({
        ...{ type: name, queue: name, group: name, tags: [name], attempt_count: 0 },
      });
      expect(await (await fetch(`${service.url}/queues/${name}`)).json()).toMatchObject({
        counters: { enqueued: 1, started: 0 },
      });
      const run = `{"id":"run-${name}","queue":"${name}","payload":{"duration_ms":1,"${name}":{"polluted":true}}}`;
      expect((await send('/jobs', run)).status).toBe(202);
    }
    await client.untilMetrics({ processed: before.processed + names.length }, 30_000);
    const told = JSON.stringify(await client.metrics());
    expect(told).not.toContain('polluted');
    for (const value of Object.values(await client.metrics()).slice(0, 5)) {
      expect(Number.isSafeInteger(value)).toBe(true);
    }
    const text = await (await fetch(`${service.url}/metrics/prometheus`)).text();
    expect(text).not.toMatch(/NaN|\[object|function/);
    // A field that objects have by birth is still one that nobody knows.
    const odd = await send('/jobs', '{"__proto__":{"id":"x"},"constructor":1}');
    expect(odd.status).toBe(422);
  });
});
