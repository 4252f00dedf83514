import type { ClaimAnswer, ClaimRequest } from '../../../src/core/claim';
import type { JobStore } from '../../../src/core/job-store';
import type { PlantedBug } from './planted-bug';

/** A claim loop that ends with its first failure, and says nothing. */
function fragile(store: JobStore): JobStore {
  const claim = async (request: ClaimRequest): Promise<ClaimAnswer> => {
    try {
      return await store.claim(request);
    } catch {
      return new Promise(() => undefined);
    }
  };
  return new Proxy(store, {
    get: (target, name) => (name === 'claim' ? claim : (Reflect.get(target, name) as unknown)),
  });
}

export const stopsClaiming: PlantedBug = {
  name: 'stops claiming after an outage',
  variant: { workerStore: fragile },
  shows: ['stuck', 'drain'],
};
