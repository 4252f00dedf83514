import { join } from 'node:path';
import { Service } from '../../test/support/service';
import { type Load, load } from '../http/load';
import { REGISTER } from '../peer-process';
import { PAYLOAD } from '../peers/tasks';
import { median } from '../statistics';
import type { Bed, Row } from './row';

const CONNECTIONS = 64;
const REQUESTS = 20_000;
/** `floor`: the no-op, and what no queue can do without: see peers/floor.ts. */
const SERVERS = ['sluice', 'nest-bullmq', 'noop', 'floor'] as const;
type Server = (typeof SERVERS)[number];

const BODY = JSON.stringify({ type: 'noop', payload: PAYLOAD });

const SLUICE_ENV = {
  SLUICE_ROLE: 'api',
  SLUICE_RATE_LIMIT: '0',
  SLUICE_MAX_DEPTH: '10000000',
  SLUICE_MAX_BYTES: '1000000000000',
  LOG_LEVEL: 'warn',
};

function start(server: Server, { redis }: Bed): Promise<Service> {
  if (server === 'sluice') {
    return Service.start({ env: { ...SLUICE_ENV, REDIS_URL: redis.url } });
  }
  const name = server === 'nest-bullmq' ? 'bullmq-server.ts' : 'noop-server.ts';
  const file = join(__dirname, '..', 'http', name);
  return Service.start({
    command: [process.execPath, ...REGISTER, file],
    env: {
      REDIS_PORT: String(redis.port),
      NODE_ENV: 'production',
      ...(server === 'floor' && { STORES: 'floor' }),
    },
  });
}

export const HTTP_ROW: Row = {
  name: 'http',
  target: '≥ 2 × NestJS + BullMQ, ≥ 0.8 of a no-op',
  async run(bed) {
    const client = bed.redis.client();
    const figures: Record<Server, Load[]> = { sluice: [], 'nest-bullmq': [], noop: [], floor: [] };
    const requests = bed.quick ? REQUESTS / 20 : REQUESTS;
    for (let round = 0; round < bed.rounds; round += 1) {
      for (const server of SERVERS) {
        await client.flushall();
        const service = await start(server, bed);
        const ask = { connections: CONNECTIONS, requests };
        // Once to warm up: a server runs for longer than its compiler needs.
        await load(service.url, ask, '/jobs', () => BODY);
        figures[server].push(await load(service.url, ask, '/jobs', () => BODY));
        await service.kill();
      }
    }
    client.disconnect();
    const speed = (server: Server) => median(figures[server].map((one) => one.requestsPerSecond));
    const against = (server: Server) =>
      [speed(server) / speed('nest-bullmq'), speed(server) / speed('noop')] as const;
    const [[toBullmq, toNoop], limit] = [against('sluice'), against('floor')];
    return {
      line:
        SERVERS.map(
          (server) =>
            `${server} ${speed(server).toFixed(0)}/s (p99 ${median(figures[server].map((one) => one.p99)).toFixed(1)} ms)`,
        ).join(', ') +
        `; ${toBullmq.toFixed(2)} × NestJS + BullMQ, ${toNoop.toFixed(2)} of a no-op; ` +
        `the floor ${limit.map((ratio) => ratio.toFixed(2)).join(' and ')}`,
      reached: toBullmq >= 2 && toNoop >= 0.8,
      figures,
    };
  },
};

const PER_REQUEST = 1_000;

export const HTTP_BULK_ROW: Row = {
  name: 'http-bulk',
  target: '≥ 50,000 jobs/s',
  async run(bed) {
    const body = JSON.stringify(
      Array.from({ length: PER_REQUEST }, () => ({ type: 'noop', payload: PAYLOAD })),
    );
    const client = bed.redis.client();
    const figures: number[] = [];
    for (let round = 0; round < bed.rounds; round += 1) {
      await client.flushall();
      const service = await start('sluice', bed);
      const ask = { connections: 4, requests: bed.quick ? 8 : 100 };
      await load(service.url, ask, '/jobs/bulk', () => body);
      figures.push((await load(service.url, ask, '/jobs/bulk', () => body)).requestsPerSecond * PER_REQUEST);
      await service.kill();
    }
    client.disconnect();
    return {
      line: `${median(figures).toFixed(0)} jobs/s (${figures.map((one) => one.toFixed(0)).join(' ')})`,
      reached: median(figures) >= 50_000,
      figures,
    };
  },
};

export const START_UP_ROW: Row = {
  name: 'start-up',
  target: 'ready in < 2 s',
  async run(bed) {
    const figures: number[] = [];
    for (let round = 0; round < bed.rounds; round += 1) {
      const began = performance.now();
      const service = await Service.start({ env: { REDIS_URL: bed.redis.url } });
      figures.push(performance.now() - began);
      await service.kill();
    }
    return {
      line: `${median(figures).toFixed(0)} ms (${figures.map((one) => one.toFixed(0)).join(' ')})`,
      reached: median(figures) < 2_000,
      figures,
    };
  },
};
