import { StoreUnavailableError } from '../../src/core/errors';
import { probeCommand } from '../../src/persistence/commands/probe.command';
import { commandConnection } from '../../src/persistence/redis-address';
import { CALL_DEADLINE_MS, RedisLink } from '../../src/persistence/redis-link';
import { loadScripts } from '../../src/persistence/script-source';
import { TestRedis } from '../support/redis-server';

describe('a link whose Redis is not there yet', () => {
  it('lets any number of calls wait for one event, and answers all once Redis is there', async () => {
    const server = await TestRedis.start();
    const redis = commandConnection(server.url);
    redis.on('error', () => undefined);
    const link = new RedisLink(redis, loadScripts());
    const own = redis.listenerCount('ready');

    const calls = Array.from({ length: 50 }, () => link.run('default', probeCommand, undefined));
    expect(redis.listenerCount('ready')).toBe(own + 1);
    await redis.connect();
    await Promise.all(calls);

    expect(redis.listenerCount('ready')).toBe(own);
    redis.disconnect();
    await server.stop();
  });

  it('keeps nobody waiting once it is closed', async () => {
    const redis = commandConnection('redis://127.0.0.1:1');
    redis.on('error', () => undefined);
    const link = new RedisLink(redis, loadScripts());
    redis.connect().catch(() => undefined);
    const from = performance.now();
    const call = link.run('default', probeCommand, undefined);
    redis.disconnect();
    link.close();

    await expect(call).rejects.toThrow(StoreUnavailableError);
    expect(performance.now() - from).toBeLessThan(CALL_DEADLINE_MS / 2);
    await expect(link.run('default', probeCommand, undefined)).rejects.toThrow(StoreUnavailableError);
  });
});
