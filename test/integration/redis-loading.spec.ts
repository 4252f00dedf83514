import { once } from 'node:events';
import type { Redis } from 'ioredis';
import { blockingConnection, commandConnection } from '../../src/persistence/redis-address';
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
    connections.push(commandConnection(server.url), blockingConnection(server.url, 1_000));
    for (const connection of connections) {
      connection.on('error', () => undefined);
      await connection.connect();
    }
    const again = connections.map((connection) => once(connection, 'ready'));

    // Resolves when it has loaded.
    await server.restartSlowly(LOADING_MS);
    const loadedAt = performance.now();
    await Promise.all(again);

    expect(performance.now() - loadedAt).toBeLessThan(1_000);
  });
});
