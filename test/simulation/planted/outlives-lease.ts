import type { JobStore } from '../../../src/core/job-store';
import type { ExtendAnswer, Extension } from '../../../src/core/settlement';
import type { PlantedBug } from './planted-bug';

/** A worker that takes every heartbeat for a success, so that its handlers go on after their leases. */
function hopeful(store: JobStore): JobStore {
  const extend = async (extensions: readonly Extension[]): Promise<ExtendAnswer[]> => {
    const hoped = (): ExtendAnswer[] => extensions.map(() => ({ result: 'ok', cancelRequested: false }));
    try {
      const answers = await store.extend(extensions);
      return answers.map((answer) => ({ ...answer, result: 'ok' }));
    } catch {
      return hoped();
    }
  };
  return new Proxy(store, {
    get: (target, name) => (name === 'extend' ? extend : (Reflect.get(target, name) as unknown)),
  });
}

export const outlivesLease: PlantedBug = {
  name: 'goes on past its lease',
  variant: { workerStore: hopeful },
  shows: ['overlap', 'unfenced'],
};
