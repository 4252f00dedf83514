import { StoreUnavailableError } from '../../src/core/errors';
import type { JobStore, JobStores } from '../../src/core/job-store';

/** What becomes of a call: answered; refused before it did anything; done, but its answer got lost. */
export type Fate = 'ok' | 'unreachable' | 'answer_lost' | 'never_answered';

export type Method = Exclude<keyof JobStore, 'namespace'>;

/** Decides the fate of each call; a promise holds the call up meanwhile. */
export type Decide = (method: Method, args: readonly unknown[]) => Fate | Promise<Fate>;

/** The same store behind a connection that the test breaks as it likes. */
export function unreliable(store: JobStore, decide: Decide): JobStore {
  return new Proxy(store, {
    get(target, name: string) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') {
        return member;
      }
      return async (...args: unknown[]): Promise<unknown> => {
        const fate = await decide(name as Method, args);
        if (fate === 'never_answered') {
          return new Promise(() => undefined);
        }
        // waitForWork never rejects: without a connection it waits in vain.
        if (fate === 'unreachable' && name !== 'waitForWork') {
          throw new StoreUnavailableError(`${name}: cut off`);
        }
        const answer: unknown = await (member as (...all: unknown[]) => unknown).apply(target, args);
        if (fate === 'answer_lost') {
          throw new StoreUnavailableError(`${name}: the answer was lost`);
        }
        return answer;
      };
    },
  });
}

/** All namespaces behind the same connection. */
export function unreliableStores(stores: JobStores, decide: Decide): JobStores {
  const made = new Map<string, JobStore>();
  return {
    namespace(name) {
      const store = made.get(name) ?? unreliable(stores.namespace(name), decide);
      made.set(name, store);
      return store;
    },
    probe: () => stores.probe(),
  };
}
