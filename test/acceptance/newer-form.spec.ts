import { Cluster } from '../support/cluster';

describe('data of a newer release', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await Cluster.start();
  });
  afterAll(() => cluster.stop());

  it('keeps this one from starting, in words, and from touching it', async () => {
    const redis = cluster.redis.client();
    await redis.hset('sluice:{default}:meta', 'schema', 99);
    await redis.zadd('sluice:{default}:q:default:queued', 1, 'theirs');

    const service = await cluster.launch();
    const exit = await service.exited();

    expect(exit.code).toBe(1);
    expect(service.log).toMatch(
      /could not start: Redis holds data of schema 99; this release understands schema \d/,
    );
    expect(await redis.hget('sluice:{default}:meta', 'schema')).toBe('99');
    expect(await redis.keys('*')).toEqual(
      expect.arrayContaining(['sluice:{default}:meta', 'sluice:{default}:q:default:queued']),
    );
    expect(await redis.dbsize()).toBe(2);
    redis.disconnect();
  });
});
