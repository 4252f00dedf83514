import type { JobStore } from '../../../src/core/job-store';
import type { Failure, SettleAnswer } from '../../../src/core/settlement';
import type { SimProcess } from '../sim-process';
import type { PlantedBug } from './planted-bug';

/** A worker that keeps the backoff of a retry in a timer of its own: the store hears of it when it is over. */
function waiting(store: JobStore, process: SimProcess): JobStore {
  const fail = async (failures: readonly Failure[]): Promise<SettleAnswer[]> => {
    const wait = Math.max(0, ...failures.map(({ retryInMs }) => retryInMs ?? 0));
    if (wait === 0) {
      return store.fail(failures);
    }
    process.after(wait, () => {
      store.fail(failures.map((failure) => ({ ...failure, retryInMs: 0 }))).catch(() => undefined);
    });
    return failures.map(() => ({ result: 'ok', state: 'scheduled' }));
  };
  return new Proxy(store, {
    get: (target, name) => (name === 'fail' ? fail : (Reflect.get(target, name) as unknown)),
  });
}

export const retriesInMemory: PlantedBug = {
  name: 'retries in memory',
  variant: { workerStore: waiting },
  shows: ['not_recorded'],
};
