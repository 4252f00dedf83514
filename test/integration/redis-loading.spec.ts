import type { Redis } from 'ioredis';
import { connectionsTo } from '../../src/persistence/redis-connections';
import { TestRedis } from '../support/redis-server';

const KEYS = 20_000;
const LOADING_MS = 1_500;

describe('a Redis that restarts and loads for a while', () => {
  let server: TestRedis;
  const connections: Redis[] = [];

  beforeAll(async () => {
    server = await TestRedis.start(['--save', '', '--appendonly', 'yes', '--appendfsync', 'no']);
    const client = server.client();
    await client.eval(`for i = 1, ${KEYS} do redis.call('SET', 'key' .. i, i) end`, 0);
    client.disconnect();
  });
  afterAll(async () => {
    connections.forEach((connection) => connection.disconnect());
    await server.stop();
  });

  it('is used again at once, not when it guessed that it would be done', async () => {
    const there = connectionsTo(server.url);
    connections.push(there.command(), there.blocking(1_000));
    for (const connection of connections) {
      connection.on('error', () => undefined);
      await connection.connect();
    }
    // Not `once` of node:events, which gives up at the first refusal.
    const again = connections.map(
      (connection) => new Promise((resolve) => connection.once('ready', resolve)),
    );

    // Resolves when it has loaded.
    await server.restartSlowly(LOADING_MS);
    const loadedAt = performance.now();
    await Promise.all(again);

    expect(performance.now() - loadedAt).toBeLessThan(1_000);
  });
});
