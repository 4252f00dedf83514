import type { Redis } from 'ioredis';
import { slotOf } from './key-slot';
import type { Endpoint, RedisConnections } from './redis-connections';
import { end, type BlockingLine, type RedisNodes } from './redis-nodes';
import { sameEndpoint, SlotMap } from './slot-map';

/** While a node is away or a slot has nobody, the map is asked for this often (ms). */
const SOON_MS = 200;
/** Else this often: nodes come and go without anybody being sent elsewhere. */
const SELDOM_MS = 10_000;
/** So many nodes are asked at once, others the next time: one of them may be cut off and tell of the past. */
const ASKED_AT_ONCE = 3;
const ANSWER_WITHIN_MS = 800;
/** Namespaces whose slot is remembered. */
const MOST_KNOWN = 10_000;

const MOVED = /^MOVED (\d+) (.+):(\d+)$/;

/** What a node says of its cluster. */
interface View {
  readonly map: SlotMap;
  readonly epoch: number;
  readonly ok: boolean;
}

/**
 * The primaries of a Redis Cluster, one connection each. All keys of a namespace are in one slot, so each call goes to
 * one node, and the map of slots says to which; an answer that sends elsewhere corrects it at once, and has all of it
 * asked for. Whether a call that got no answer may be sent again is decided by the link, as with one Redis; that is
 * why ioredis' own cluster client, which resends by its own rules, is not used.
 */
export class ClusterNodes implements RedisNodes {
  readonly kind = 'cluster';
  private readonly connectionsByName = new Map<string, Redis>();
  private readonly slots = new Map<string, number>();
  private map = new SlotMap();
  private readonly seeds: readonly Endpoint[];
  private turn = 0;
  private asking = false;
  private timer: NodeJS.Timeout | null = null;
  private waiting = deferred();
  private isClosed = false;

  constructor(
    private readonly connections: RedisConnections,
    private readonly onError: (error: Error) => void,
  ) {
    this.seeds = connections.address.kind === 'cluster' ? connections.address.nodes : [];
  }

  get closed(): boolean {
    return this.isClosed;
  }

  open(): void {
    this.refreshIn(0);
  }

  of(key: string): Redis | null {
    const endpoint = this.ownerOf(key);
    return endpoint === null ? null : this.node(endpoint);
  }

  all(): readonly Redis[] {
    return this.map.primaries.map((endpoint) => this.node(endpoint));
  }

  change(): Promise<unknown> {
    return this.waiting.promise;
  }

  learn(error: unknown): void {
    const message = error instanceof Error ? error.message : '';
    const [, slot, host, port] = MOVED.exec(message) ?? [];
    if (slot !== undefined && host !== undefined) {
      this.map.give(Number(slot), Number(slot), { host, port: Number(port) });
    }
    if (/^(MOVED|ASK|CLUSTERDOWN)\b/.test(message)) {
      this.refreshIn(0);
    }
  }

  blocking(key: string, blockMs: number): BlockingLine | null {
    const endpoint = this.ownerOf(key);
    if (endpoint === null) {
      return null;
    }
    const redis = this.connections.blocking(blockMs, endpoint);
    redis.on('error', this.onError);
    return {
      redis,
      current: () => {
        const now = this.ownerOf(key);
        return redis.status !== 'end' && now !== null && sameEndpoint(now, endpoint);
      },
    };
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer ?? undefined);
    this.waiting.reject(new Error('closed'));
    await Promise.all([...this.connectionsByName.values()].map(end));
  }

  private ownerOf(key: string): Endpoint | null {
    let slot = this.slots.get(key);
    if (slot === undefined) {
      if (this.slots.size >= MOST_KNOWN) {
        this.slots.clear();
      }
      slot = slotOf(key);
      this.slots.set(key, slot);
    }
    return this.map.ownerOf(slot);
  }

  private node(endpoint: Endpoint): Redis {
    const name = nameOf(endpoint);
    let redis = this.connectionsByName.get(name);
    if (redis === undefined) {
      redis = this.connections.command(endpoint);
      redis.on('error', this.onError);
      redis.on('ready', () => this.changed());
      redis.on('close', () => this.refreshIn(0));
      redis.connect().catch(() => undefined);
      this.connectionsByName.set(name, redis);
    }
    return redis;
  }

  private changed(): void {
    if (!this.isClosed) {
      this.waiting.resolve();
      this.waiting = deferred();
    }
  }

  /** Never two at once; one that is asked for meanwhile comes soon after. */
  private refreshIn(ms: number): void {
    if (this.isClosed || this.asking) {
      return;
    }
    clearTimeout(this.timer ?? undefined);
    this.timer = setTimeout(() => void this.refresh(), ms).unref();
  }

  private async refresh(): Promise<void> {
    this.asking = true;
    const views = await Promise.all(this.candidates().map((endpoint) => this.viewOf(endpoint)));
    this.asking = false;
    if (this.isClosed) {
      return;
    }
    const [best] = views
      .filter((view) => view !== null)
      .sort((a, b) => Number(b.ok) - Number(a.ok) || b.epoch - a.epoch);
    if (best !== undefined) {
      this.take(best.map);
    }
    const settled = this.map.whole && this.all().every(({ status }) => status === 'ready');
    this.refreshIn(settled ? SELDOM_MS : SOON_MS);
  }

  private take(map: SlotMap): void {
    this.map = map;
    const kept = new Set(map.primaries.map(nameOf));
    for (const [name, redis] of [...this.connectionsByName]) {
      if (!kept.has(name)) {
        this.connectionsByName.delete(name);
        void end(redis); // what is in flight gets its answer
      }
    }
    this.changed();
  }

  /** All that are known take turns. */
  private candidates(): readonly Endpoint[] {
    const known = new Map(
      [...this.map.primaries, ...this.map.replicas, ...this.seeds].map((endpoint) => [
        nameOf(endpoint),
        endpoint,
      ]),
    );
    const list = [...known.values()];
    const from = this.turn % list.length;
    this.turn += ASKED_AT_ONCE;
    return [...list.slice(from), ...list.slice(0, from)].slice(0, ASKED_AT_ONCE);
  }

  /** null: no answer in time. */
  private async viewOf(endpoint: Endpoint): Promise<View | null> {
    const known = this.connectionsByName.get(nameOf(endpoint));
    const redis = known?.status === 'ready' ? known : this.connections.command(endpoint);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), ANSWER_WITHIN_MS);
    });
    try {
      return await Promise.race([late, ask(redis, endpoint)]);
    } catch (error) {
      this.onError(error instanceof Error ? error : new Error(String(error)));
      return null;
    } finally {
      clearTimeout(timer);
      if (redis !== known) {
        redis.disconnect();
      }
    }
  }
}

async function ask(redis: Redis, endpoint: Endpoint): Promise<View> {
  if (redis.status !== 'ready') {
    redis.on('error', () => undefined);
    await redis.connect();
  }
  const [slots, info] = await Promise.all([redis.cluster('SLOTS'), redis.cluster('INFO')]);
  return {
    map: SlotMap.from(slots, endpoint),
    epoch: Number(/^cluster_current_epoch:(\d+)/m.exec(info)?.[1] ?? 0),
    ok: /^cluster_state:ok/m.test(info),
  };
}

function nameOf({ host, port }: Endpoint): string {
  return `${host}:${port}`;
}

function deferred() {
  let resolve: () => void = () => undefined;
  let reject: (reason: Error) => void = () => undefined;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  // Nobody may be waiting.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
