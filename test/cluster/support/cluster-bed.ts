import { slotOf } from '../../../src/persistence/key-slot';
import { freePort, TestRedis } from '../../support/redis-server';
import { untilTrue } from '../../support/until';
import { admin, REDIS_ARGS } from './sentinel-bed';

const SLOTS = 16_384;
const WITHIN_MS = 60_000;

/** So soon is a node that does not answer taken for dead (ms). */
const NODE_TIMEOUT_MS = 2_000;

/** A Redis Cluster on loopback: primaries with a third of the slots each, and a replica of some. */
export class ClusterBed {
  private constructor(
    readonly primaries: readonly TestRedis[],
    readonly replicas: readonly TestRedis[],
  ) {}

  /** @param replicas of the first so many primaries */
  static async start(primaries: number, replicas: number): Promise<ClusterBed> {
    const args = [
      ...REDIS_ARGS,
      ...['--cluster-enabled', 'yes', '--cluster-node-timeout', String(NODE_TIMEOUT_MS)],
      // One shard without a primary is no reason for the others to stop.
      ...['--cluster-require-full-coverage', 'no'],
    ];
    const all: TestRedis[] = [];
    for (let count = 0; count < primaries + replicas; count += 1) {
      // The default for the bus, ten thousand above the port, may be past the last port.
      all.push(await TestRedis.start([...args, '--cluster-port', String(await freePort())]));
    }
    const bed = new ClusterBed(all.slice(0, primaries), all.slice(primaries));
    try {
      await bed.join();
    } catch (error) {
      await bed.stop();
      throw error;
    }
    return bed;
  }

  get url(): string {
    return `redis+cluster://${this.all.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
  }

  /** The primary that had the key when the cluster was made. */
  home(key: string): TestRedis {
    return this.primaries[this.indexOf(slotOf(key))] as TestRedis;
  }

  /** One namespace for each primary, in their order. */
  namespaces(prefix: string): string[] {
    const found: string[] = [];
    for (let number = 0; found.filter((name) => name !== '').length < this.primaries.length; number += 1) {
      const name = `${prefix}${number}`;
      const at = this.indexOf(slotOf(`{${name}}`));
      found[at] ??= name;
    }
    return found;
  }

  async stop(): Promise<void> {
    await Promise.all(this.all.map((redis) => redis.stop()));
  }

  /** Until a living node says that the one at this port leads the slot. */
  async untilLed(slot: number, by: (port: number) => boolean): Promise<void> {
    const led = async () => {
      const views = await Promise.all(
        this.all.map((redis) => admin(redis.port, (client) => client.cluster('SLOTS')).catch(() => null)),
      );
      const leaders = views
        .filter((view) => view !== null)
        .map((view) => view.find(([a, b]) => a <= slot && slot <= b));
      return leaders.length > 0 && leaders.every((range) => range !== undefined && by(range[2]?.[1] ?? 0));
    };
    await untilTrue(led, WITHIN_MS, () => `slot ${slot} is not led as it should be`);
  }

  /** Gives a slot with all its keys to another primary, while clients go on. */
  async migrate(slot: number, from: TestRedis, to: TestRedis, keysAtOnce: number): Promise<number> {
    const [fromId, toId] = await Promise.all(
      [from, to].map(({ port }) => admin(port, (r) => r.cluster('MYID'))),
    );
    await admin(to.port, (r) => r.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', fromId ?? ''));
    await admin(from.port, (r) => r.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', toId ?? ''));
    let moved = 0;
    for (;;) {
      const keys = await admin(from.port, (r) => r.cluster('GETKEYSINSLOT', slot, keysAtOnce));
      if (keys.length === 0) {
        break;
      }
      await admin(from.port, (r) =>
        r.call('MIGRATE', '127.0.0.1', to.port, '', 0, 5_000, 'REPLACE', 'KEYS', ...keys),
      );
      moved += keys.length;
    }
    for (const { port } of [to, from, ...this.primaries]) {
      await admin(port, (r) => r.call('CLUSTER', 'SETSLOT', slot, 'NODE', toId ?? '')).catch(() => undefined);
    }
    return moved;
  }

  private get all(): readonly TestRedis[] {
    return [...this.primaries, ...this.replicas];
  }

  private indexOf(slot: number): number {
    return Math.min(Math.floor(slot / Math.floor(SLOTS / this.primaries.length)), this.primaries.length - 1);
  }

  private async join(): Promise<void> {
    const [first] = this.primaries as readonly [TestRedis, ...TestRedis[]];
    const share = Math.floor(SLOTS / this.primaries.length);
    for (const [index, { port }] of this.primaries.entries()) {
      const last = index === this.primaries.length - 1 ? SLOTS - 1 : (index + 1) * share - 1;
      await admin(port, (r) => r.call('CLUSTER', 'ADDSLOTSRANGE', index * share, last));
      // Epochs of their own, so that none has to be agreed upon at the first failover.
      await admin(port, (r) => r.call('CLUSTER', 'SET-CONFIG-EPOCH', index + 1));
    }
    for (const { port } of this.all.slice(1)) {
      const bus = await busPortOf(first);
      await admin(port, (r) => r.call('CLUSTER', 'MEET', '127.0.0.1', first.port, bus));
    }
    await this.untilAllKnow(this.all.length);
    for (const [index, { port }] of this.replicas.entries()) {
      const id = await admin(this.primaries[index]?.port ?? 0, (r) => r.cluster('MYID'));
      await admin(port, (r) => r.call('CLUSTER', 'REPLICATE', id));
    }
    const followed = async () =>
      (await Promise.all(this.replicas.map(({ port }) => admin(port, (r) => r.info('replication'))))).every(
        (info) => info.includes('master_link_status:up'),
      );
    await untilTrue(
      () => followed().catch(() => false),
      WITHIN_MS,
      () => 'the replicas do not follow',
    );
    const ok = async () =>
      (await Promise.all(this.all.map(({ port }) => admin(port, (r) => r.cluster('INFO'))))).every((info) =>
        info.includes('cluster_state:ok'),
      );
    await untilTrue(ok, WITHIN_MS, () => 'the cluster does not get ready');
  }

  private async untilAllKnow(count: number): Promise<void> {
    const known = async () =>
      (await Promise.all(this.all.map(({ port }) => admin(port, (r) => r.cluster('INFO'))))).every((info) =>
        info.includes(`cluster_known_nodes:${count}\r`),
      );
    await untilTrue(known, WITHIN_MS, () => 'the nodes do not know each other');
  }
}

async function busPortOf({ port }: TestRedis): Promise<number> {
  const line = await admin(port, (r) => r.call('CLUSTER', 'NODES'));
  return Number(/@(\d+)[ ,]/.exec(String(line))?.[1]);
}
