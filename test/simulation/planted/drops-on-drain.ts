import type { JobStore } from '../../../src/core/job-store';
import type { Lease } from '../../../src/core/settlement';
import type { PlantedBug } from './planted-bug';

/** A worker that acknowledges what it cannot finish when it goes down, instead of handing it back. */
function dropping(store: JobStore): JobStore {
  const release = (leases: readonly Lease[]) =>
    store.complete(leases.map(({ id, token }) => ({ id, token, result: null, resultError: null })));
  return new Proxy(store, {
    get: (target, name) => (name === 'release' ? release : (Reflect.get(target, name) as unknown)),
  });
}

export const dropsOnDrain: PlantedBug = {
  name: 'drops on drain',
  variant: { workerStore: dropping },
  shows: ['not_done'],
};
