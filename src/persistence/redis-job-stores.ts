import { SchemaMismatchError } from '../core/errors';
import type { EventFeeds } from '../core/event-feed';
import type { HistoryStores } from '../core/history-store';
import type { JobStores } from '../core/job-store';
import type { MemoryGauge, MemoryUsage } from '../core/retention-keeper';
import type { RetentionPolicy } from '../core/retention';
import type { ReplicatedStores } from '../core/replicated-stores';
import { DEFAULT_NAMESPACE } from '../core/job';
import type { ScheduleStores } from '../core/schedule-store';
import type { StoreAdviser } from '../core/store-advice';
import type { SessionStore } from '../core/session-store';
import type { StoreInspector } from '../core/store-facts';
import { packRules, type StoreRules } from './commands/packed-rules';
import { probeCommand, SCHEMA_VERSION } from './commands/probe.command';
import { namespacePrefix, NAMESPACES_KEY, wakeKey } from './keys';
import { nodesAt } from './nodes-at';
import { connectionsTo, type RedisTls } from './redis-connections';
import type { RedisNodes } from './redis-nodes';
import { RedisAdviser } from './redis-advice';
import { RedisInspector } from './redis-inspector';
import { RedisEventFeed } from './redis-event-feed';
import { RedisHistoryStore } from './redis-history-store';
import { RedisJobStore } from './redis-job-store';
import { RedisLink } from './redis-link';
import { RedisMemoryGauge } from './redis-memory-gauge';
import { RedisScheduleStore } from './redis-schedule-store';
import { RedisSessionStore } from './redis-session-store';
import { ReplicatedLink, type ReplicationOptions } from './replicated-link';
import { loadScripts, type Scripts } from './script-source';
import { BLOCK_MS, WakeListener } from './wake-listener';

const MOST_PERCENT = 95;

const ONE_REPLICA: ReplicationOptions = { replicas: 1, waitMs: 1_000 };

export interface RedisJobStoresOptions {
  readonly url: string;
  readonly tls?: RedisTls | null;
  readonly retention: RetentionPolicy;
  /** Most jobs of a namespace that run at once, but for those of its `sluice.…` queues. Default: null, any number. */
  readonly namespaceConcurrency?: number | null;
  /** Of `maxmemory`, above which new jobs are to be refused. Default: 95. */
  readonly maxMemoryPercent?: number;
  /** When a write counts as replicated. Default: one replica, within a second. */
  readonly replication?: ReplicationOptions;
  /** Default: the scripts as they are. */
  readonly scripts?: Scripts;
  /** Connection errors; they are no reason to stop, since connections come back by themselves. */
  readonly onError?: (error: Error) => void;
}

/** Scripts that may bring the first thing into a namespace; all others change, read or end what is there. */
const BRINGING: ReadonlySet<string> = new Set([
  'enqueue',
  'configure',
  'schedule-put',
  'attend',
  'announce',
  'history-record',
]);

/**
 * All namespaces on one Redis or cluster: one connection for commands (to each node), and one more for each
 * namespace in which this process waits for work.
 */
export class RedisJobStores
  implements JobStores, ReplicatedStores, ScheduleStores, EventFeeds, HistoryStores
{
  private readonly nodes: RedisNodes;
  private readonly link: RedisLink;
  /** How full this Redis is. */
  readonly memory: MemoryGauge & MemoryUsage;
  /** How this Redis is set up. */
  readonly adviser: StoreAdviser;
  /** What this Redis says of itself. */
  readonly inspector: StoreInspector;
  /** Who has signed in. */
  readonly sessions: SessionStore;
  private readonly stores = new Map<string, RedisJobStore>();
  private readonly scheduleStores = new Map<string, RedisScheduleStore>();
  private readonly feeds = new Map<string, RedisEventFeed>();
  private readonly histories = new Map<string, RedisHistoryStore>();
  private readonly listeners = new Map<string, WakeListener>();
  /** Namespaces into which this process brought something. */
  private readonly known = new Set<string>();
  /** Those of them that Redis does not have on its list yet. */
  private readonly unregistered = new Set<string>();
  private readonly replicatedStores = new Map<string, RedisJobStore>();
  /** Made when the first job asks for it. */
  private replicas: { readonly nodes: RedisNodes; readonly link: ReplicatedLink } | null = null;

  private readonly rules: StoreRules;

  constructor(private readonly options: RedisJobStoresOptions) {
    const { retention, namespaceConcurrency = null } = options;
    this.rules = { retention, namespaceConcurrency };
    this.nodes = nodesAt(connectionsTo(options.url, options.tls), (error) => options.onError?.(error));
    this.link = new RedisLink(this.nodes, options.scripts ?? loadScripts(), this.beforeCall);
    this.memory = new RedisMemoryGauge(this.link, (options.maxMemoryPercent ?? MOST_PERCENT) / 100);
    this.adviser = new RedisAdviser(this.link);
    this.inspector = new RedisInspector(this.link);
    this.sessions = new RedisSessionStore(this.link);
  }

  /**
   * Connects. Without an answer from Redis it goes on trying in the background: the service starts, says that
   * it is not ready, and heals.
   *
   * @throws {SchemaMismatchError} if Redis holds data of a release that this one does not understand.
   */
  async open(): Promise<void> {
    this.nodes.open();
    try {
      await this.probe();
    } catch (error) {
      if (error instanceof SchemaMismatchError) {
        throw error;
      }
    }
  }

  namespace(name: string): RedisJobStore {
    let store = this.stores.get(name);
    if (store === undefined) {
      store = new RedisJobStore(name, this.link, () => this.listenerOf(name), this.rules);
      this.stores.set(name, store);
    }
    return store;
  }

  replicated(name: string): RedisJobStore {
    const { link } = (this.replicas ??= this.openReplicas());
    const store =
      this.replicatedStores.get(name) ??
      new RedisJobStore(name, link, () => this.listenerOf(name), this.rules);
    this.replicatedStores.set(name, store);
    return store;
  }

  schedules(name: string): RedisScheduleStore {
    const store =
      this.scheduleStores.get(name) ?? new RedisScheduleStore(name, this.link, packRules(this.rules));
    this.scheduleStores.set(name, store);
    return store;
  }

  events(name: string): RedisEventFeed {
    const feed = this.feeds.get(name) ?? new RedisEventFeed(name, this.link);
    this.feeds.set(name, feed);
    return feed;
  }

  history(name: string): RedisHistoryStore {
    const store = this.histories.get(name) ?? new RedisHistoryStore(name, this.link);
    this.histories.set(name, store);
    return store;
  }

  /** Of a cluster, one shard that works is enough: the namespaces of the others get errors of their own. */
  async probe(): Promise<void> {
    try {
      await Promise.any(this.oneOfEachNode().map((name) => this.probeOne(name)));
    } catch (error) {
      const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
      throw errors.find((one) => one instanceof SchemaMismatchError) ?? errors[0];
    }
  }

  private async probeOne(namespace: string): Promise<void> {
    const schema = await this.link.run(namespace, probeCommand, undefined);
    if (schema !== SCHEMA_VERSION) {
      throw new SchemaMismatchError(
        `Redis holds data of schema ${schema}; this release understands schema ${SCHEMA_VERSION}`,
      );
    }
  }

  /** Namespaces into which this process brought something, one for each node that has any. */
  private oneOfEachNode(): readonly string[] {
    if (this.nodes.kind === 'one') {
      return [DEFAULT_NAMESPACE];
    }
    const byNode = new Map<unknown, string>();
    for (const name of [DEFAULT_NAMESPACE, ...this.known]) {
      const node = this.nodes.of(namespacePrefix(name));
      if (!byNode.has(node)) {
        byNode.set(node, name);
      }
    }
    return [...byNode.values()];
  }

  /** Ends all connections; what is still in flight is rejected. Never waits for a Redis that is gone. */
  async close(): Promise<void> {
    for (const listener of this.listeners.values()) {
      listener.close();
    }
    await Promise.all([this.nodes.close(), this.replicas?.nodes.close()]);
  }

  private openReplicas() {
    const { url, tls, replication = ONE_REPLICA } = this.options;
    const nodes = nodesAt(connectionsTo(url, tls, replication.waitMs), (error) =>
      this.options.onError?.(error),
    );
    nodes.open();
    const scripts = this.options.scripts ?? loadScripts();
    return { nodes, link: new ReplicatedLink(nodes, scripts, replication, this.beforeCall) };
  }

  private listenerOf(namespace: string): WakeListener {
    let listener = this.listeners.get(namespace);
    if (listener === undefined) {
      listener = new WakeListener(namespace, {
        connect: () => this.nodes.blocking(wakeKey(namespace, null), BLOCK_MS),
        unblock: (id) => this.link.read(wakeKey(namespace, null), (redis) => redis.client('UNBLOCK', id)),
        failed: (error) => this.nodes.learn(error),
      });
      this.listeners.set(namespace, listener);
    }
    return listener;
  }

  /** Only who brings something makes a namespace: whoever asks about one that nobody has used leaves nothing behind. */
  private readonly beforeCall = (namespace: string, script: string): void => {
    if (BRINGING.has(script) && !this.known.has(namespace)) {
      this.known.add(namespace);
      this.unregistered.add(namespace);
    }
    if (this.unregistered.size > 0) {
      void this.register();
    }
  };

  /**
   * Gives a namespace its `meta` (every script names it, see scripts/lib/base.lua) and puts it on the list of
   * namespaces, which lies in another slot than any of them and so has a write of its own.
   */
  private async register(): Promise<void> {
    const names = [...this.unregistered];
    this.unregistered.clear();
    try {
      await Promise.all(names.map((name) => this.link.run(name, probeCommand, undefined)));
      await this.link.read(NAMESPACES_KEY, (redis) => redis.sadd(NAMESPACES_KEY, ...names));
    } catch {
      // Next time.
      names.forEach((name) => this.unregistered.add(name));
    }
  }
}
