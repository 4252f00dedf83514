import { StoreUnavailableError } from '../../src/core/errors';
import { probeCommand } from '../../src/persistence/commands/probe.command';
import { OneNode } from '../../src/persistence/one-node';
import { connectionsTo } from '../../src/persistence/redis-connections';
import { CALL_DEADLINE_MS, RedisLink } from '../../src/persistence/redis-link';
import { loadScripts } from '../../src/persistence/script-source';
import { TestRedis } from '../support/redis-server';

describe('a link whose Redis is not there yet', () => {
  it('lets any number of calls wait for one event, and answers all once Redis is there', async () => {
    const server = await TestRedis.start();
    const nodes = new OneNode(connectionsTo(server.url), () => undefined);
    const redis = nodes.of();
    const link = new RedisLink(nodes, loadScripts());
    const own = redis.listenerCount('ready');

    const calls = Array.from({ length: 50 }, () => link.run('default', probeCommand, undefined));
    expect(redis.listenerCount('ready')).toBe(own + 1);
    nodes.open();
    await Promise.all(calls);

    expect(redis.listenerCount('ready')).toBe(own);
    await nodes.close();
    await server.stop();
  });

  it('keeps nobody waiting once it is closed', async () => {
    const nodes = new OneNode(connectionsTo('redis://127.0.0.1:1'), () => undefined);
    const link = new RedisLink(nodes, loadScripts());
    nodes.open();
    const from = performance.now();
    const call = link.run('default', probeCommand, undefined);
    await nodes.close();

    await expect(call).rejects.toThrow(StoreUnavailableError);
    expect(performance.now() - from).toBeLessThan(CALL_DEADLINE_MS / 2);
    await expect(link.run('default', probeCommand, undefined)).rejects.toThrow(StoreUnavailableError);
  });
});
