import { failoverUnderLoad } from './support/failover-run';
import { SentinelBed } from './support/sentinel-bed';
import { noteFailover } from './support/failover-notes';

describe('a primary and its replica under three sentinels', () => {
  let bed: SentinelBed;
  beforeAll(async () => {
    bed = await SentinelBed.start();
  });
  afterAll(() => bed.stop());

  it('goes on with the replica when the primary is killed under load; what asynchronous replication lost is counted', async () => {
    let killed = await bed.primary();
    const result = await failoverUnderLoad({
      ...{ redisUrl: bed.url, namespaces: ['default'], perSecond: 120, losesTheLatest: true },
      fail: async () => {
        killed = await bed.killPrimary();
        await bed.untilPrimaryIsNot(killed);
      },
    });
    noteFailover('sentinels', result);

    expect(result.violations).toEqual([]);
    expect((await bed.primary()).port).not.toBe(killed.port);
    await bed.bringBack(killed);
  });

  it('loses no job that was acknowledged as replicated', async () => {
    const result = await failoverUnderLoad({
      ...{ redisUrl: bed.url, namespaces: ['replicated'], perSecond: 120, losesTheLatest: true },
      env: { SLUICE_DURABILITY: 'replicated' },
      fail: async () => {
        const killed = await bed.killPrimary();
        await bed.untilPrimaryIsNot(killed);
        // Until there is a replica again, nothing can be acknowledged.
        await bed.bringBack(killed);
      },
    });
    noteFailover('sentinels, replicated', result);

    expect(result.violations).toEqual([]);
    expect([...result.summaries.values()].map(({ lostWithinBound }) => lostWithinBound)).toEqual([0]);
  });
});
