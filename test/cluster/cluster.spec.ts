import { slotOf } from '../../src/persistence/key-slot';
import { machineMs } from '../chaos/process/machine-clock';
import { ClusterBed } from './support/cluster-bed';
import { noteFailover } from './support/failover-notes';
import { failoverUnderLoad } from './support/failover-run';
import { admin } from './support/sentinel-bed';

describe('a cluster of three primaries', () => {
  let bed: ClusterBed;
  beforeAll(async () => {
    bed = await ClusterBed.start(3, 1);
  });
  afterAll(() => bed.stop());

  it('hashes keys as the cluster does', async () => {
    const [first] = bed.primaries;
    const keys = ['', 'a', 'sluice:{default}:meta', 'sluice:namespaces', '{}x', 'a{b}{c}', 'é{ü}', '{a'];
    const theirs = await Promise.all(
      keys.map((key) => admin(first?.port ?? 0, (redis) => redis.cluster('KEYSLOT', key))),
    );
    expect(keys.map(slotOf)).toEqual(theirs);
  });

  it('moves a namespace to another node under load and loses nothing', async () => {
    const namespaces = bed.namespaces('moves');
    const [moving = ''] = namespaces;
    const slot = slotOf(`{${moving}}`);
    const [from, to] = bed.primaries;
    if (from === undefined || to === undefined) {
      throw new Error('too few nodes');
    }
    const result = await failoverUnderLoad({
      ...{ redisUrl: bed.url, namespaces, perSecond: 40 },
      fail: async () => {
        // There and back.
        await bed.migrate(slot, from, to, 200);
        await bed.untilLed(slot, (port) => port === to.port);
        await bed.migrate(slot, to, from, 200);
        await bed.untilLed(slot, (port) => port === from.port);
        return [];
      },
    });
    noteFailover('cluster, a slot moved', result);

    expect(result.violations).toEqual([]);
  });

  it('goes on with a replica when a primary is killed under load, and the other shards do not notice', async () => {
    const namespaces = bed.namespaces('kill');
    const [victim = ''] = namespaces;
    const slot = slotOf(`{${victim}}`);
    const [primary] = bed.primaries;
    const result = await failoverUnderLoad({
      ...{ redisUrl: bed.url, namespaces, perSecond: 40 },
      fail: async () => {
        await primary?.kill();
        const killedAt = machineMs();
        await bed.untilLed(slot, (port) => port === bed.replicas[0]?.port);
        return [killedAt];
      },
    });
    noteFailover('cluster, a primary killed', result);

    expect(result.violations).toEqual([]);
    for (const namespace of namespaces.slice(1)) {
      expect(result.summaries.get(namespace)?.lostWithinBound).toBe(0);
    }
  });
});
