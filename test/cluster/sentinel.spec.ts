import { LOSS_WINDOW_MS } from '../chaos/ledger/evidence';
import { machineMs } from '../chaos/process/machine-clock';
import { untilTrue } from '../support/until';
import { noteFailover } from './support/failover-notes';
import { failoverUnderLoad } from './support/failover-run';
import { SentinelBed } from './support/sentinel-bed';

const WITHIN_MS = 60_000;

/** Moments of which the windows of loss cover all of this time. */
function momentsOf(from: number, to: number): number[] {
  const count = Math.ceil((to - from) / (LOSS_WINDOW_MS / 2));
  return [to, ...Array.from({ length: count }, (_, index) => to - (index + 1) * (LOSS_WINDOW_MS / 2))];
}

describe('a primary and its replica under three sentinels', () => {
  let bed: SentinelBed;
  beforeAll(async () => {
    bed = await SentinelBed.start();
  });
  afterAll(() => bed.stop());

  /** The replica lags behind, until what happens meanwhile is seen; then the primary dies. */
  async function dieWhileTheReplicaLags(seen: () => boolean): Promise<readonly number[]> {
    const cutAt = machineMs();
    await bed.cutReplica();
    await untilTrue(seen, WITHIN_MS, () => 'nothing happens while the replica lags');
    const killed = await bed.killPrimary();
    const killedAt = machineMs();
    await bed.untilPrimaryIsNot(killed);
    // Until there is a replica again, nothing can be acknowledged as replicated.
    await bed.bringBack(killed);
    return momentsOf(cutAt, killedAt);
  }

  it('goes on with the replica when the primary is killed under load; what asynchronous replication lost is counted', async () => {
    const result = await failoverUnderLoad({
      ...{ redisUrl: bed.url, namespaces: ['default'], perSecond: 120 },
      fail: async (load) => {
        const before = load.acknowledged();
        return await dieWhileTheReplicaLags(() => load.acknowledged() > before + 50);
      },
    });
    noteFailover('sentinels', result);

    expect(result.violations).toEqual([]);
    // The price of asynchronous replication: docs/redis.md.
    expect(result.summaries.get('default')?.lostWithinBound).toBeGreaterThan(0);
  });

  it('loses no job that was acknowledged as replicated', async () => {
    const result = await failoverUnderLoad({
      ...{ redisUrl: bed.url, namespaces: ['replicated'], perSecond: 120 },
      env: { SLUICE_DURABILITY: 'replicated', SLUICE_DURABILITY_WAIT_MS: '300' },
      fail: async (load) => {
        const before = load.refused();
        return await dieWhileTheReplicaLags(() => load.refused() > before + 20);
      },
    });
    noteFailover('sentinels, replicated', result);

    expect(result.violations).toEqual([]);
    expect(result.summaries.get('replicated')?.lostWithinBound).toBe(0);
  });
});
