import type { Redis } from 'ioredis';
import type { RetentionPolicy } from '../../src/core/retention';
import { namespacePrefix, wakeKey } from '../../src/persistence/keys';
import { openMemoryStore } from '../support/memory-bed';
import type { RedisBed } from '../support/redis-bed';
import { setTestClock } from '../support/redis-test-clock';
import type { Command } from './commands';
import { checkIndexes } from './index-truth';
import { checkAgainstModel } from './model-truth';
import { Pair } from './pair';
import { dumpNamespace } from './redis-dump';
import { checkSchedules } from './schedule-truth';
import { checkStored } from './stored-truth';

/** Short and small, so that retention of every kind sets in within a sequence. */
export const RETENTION: RetentionPolicy = { ms: 3_000, failedMs: 20_000, count: 2, bytes: 700 };

/** Runs one sequence on the model and on a fresh namespace of Redis; throws at the first difference. */
export async function runOnBoth(bed: RedisBed, commands: readonly Command[]): Promise<void> {
  const model = openMemoryStore(RETENTION);
  const opened = await bed.open(RETENTION);
  const { namespace, schedules } = opened;
  let store = opened.store;
  const { client } = bed;
  const taken = new Set<string>();
  const pair = new Pair(model, {
    get store() {
      return store;
    },
    schedules,
    limitNamespace: async (concurrency) => {
      store = await bed.reopen(namespace, RETENTION, concurrency);
    },
    setClock: (now) => setTestClock(client, namespace, now),
    takeToken: async (queue) => {
      const key = wakeKey(namespace, queue);
      await client.lpop(key);
      taken.add(key.slice(namespacePrefix(namespace).length));
    },
    check: async () => {
      const dump = await dumpNamespace(client, namespace);
      checkStored(dump, RETENTION);
      checkAgainstModel(dump, model.store.state, taken);
      checkIndexes(dump, model.store.state);
      checkSchedules(dump, model.schedules);
    },
  });
  try {
    await pair.run(commands);
  } finally {
    await forget(client, namespace);
  }
}

/** Looking at all keys is slow once there are many. */
async function forget(client: Redis, namespace: string): Promise<void> {
  const keys = await client.keys(`${namespacePrefix(namespace)}*`);
  if (keys.length > 0) {
    await client.unlink(...keys);
  }
}
