import { StoreFullError, StoreUnavailableError } from '../../src/core/errors';
import type { ClaimedJob } from '../../src/core/job';
import type { JobStore } from '../../src/core/job-store';
import type { Lease } from '../../src/core/settlement';
import type { RedisJobStores } from '../../src/persistence/redis-job-stores';
import { claimRequest, newJob, nonceOf, NO_LIMITS } from '../support/job-builder';
import type { Call, Sight } from './recipe';

/** What a worker does, as a call that can be made, and made again, at any time. */
export interface StoreCall {
  readonly call: Call;
  /** Resolves to whether it did what it is for. */
  make(): Promise<boolean>;
}

/** Prepares one of each in namespaces of their own, which no process serves. */
export async function prepareStoreCalls(stores: RedisJobStores): Promise<StoreCall[]> {
  const claimed = async (call: Call, leaseMs = 600_000) => {
    const store = await withJob(stores, call);
    return { store, lease: await claimOne(store, leaseMs) };
  };
  const claims = await withJob(stores, 'claim');
  const completes = await claimed('complete');
  const fails = await claimed('fail');
  const extendable = await claimed('extend');
  const reaps = await claimed('reap', 1);
  const promotes = stores.namespace('promote');
  await promotes.enqueue([newJob('job', { delayMs: 1 })], NO_LIMITS);
  const { store: complete } = completes;
  const { store: fail } = fails;
  const error = { code: 'test', message: 'as planned' };
  return [
    {
      call: 'claim',
      make: async () => (await claims.claim(claimRequest(nonceOf('again', 1)))).jobs.length === 1,
    },
    {
      call: 'complete',
      make: async () =>
        settled(await complete.complete([{ ...completes.lease, result: '1', resultError: null }])),
    },
    {
      call: 'fail',
      make: async () => settled(await fail.fail([{ ...fails.lease, error, retryInMs: 60_000 }])),
    },
    {
      call: 'extend',
      make: async () => {
        const extension = { ...extendable.lease, leaseMs: 600_000, progress: null };
        return (await extendable.store.extend([extension]))[0]?.result === 'ok';
      },
    },
    { call: 'promote', make: swept(promotes, 'scheduled', () => promotes.promote(10)) },
    { call: 'reap', make: swept(reaps.store, 'in_progress', () => reaps.store.reap(10)) },
  ];
}

/** Makes the call and says how it went; throws if it did not do what it is for, or failed in other words. */
export async function sightOf({ call, make }: StoreCall): Promise<Sight> {
  try {
    if (!(await make())) {
      throw new Error(`${call} was answered, and did not do its work`);
    }
    return 'works';
  } catch (error) {
    if (error instanceof StoreUnavailableError || error instanceof StoreFullError) {
      return 'refused';
    }
    throw error;
  }
}

async function withJob(stores: RedisJobStores, namespace: string): Promise<JobStore> {
  const store = stores.namespace(namespace);
  await store.enqueue([newJob('job')], NO_LIMITS);
  return store;
}

async function claimOne(store: JobStore, leaseMs: number): Promise<Lease> {
  return leaseOf((await store.claim(claimRequest(nonceOf('worker', 1), { leaseMs }))).jobs);
}

/** Of the one job that a claim brought. */
export function leaseOf(jobs: readonly ClaimedJob[]): Lease {
  const [job] = jobs;
  if (job === undefined) {
    throw new Error('nothing was claimed');
  }
  return { id: job.id, token: job.token };
}

function settled(answers: readonly { readonly result: string }[]): boolean {
  return answers.every(({ result }) => result === 'ok' || result === 'already');
}

/** A sweep whose answer was lost finds nothing the second time: what counts is where the job is. */
function swept(store: JobStore, from: string, sweep: () => Promise<unknown>): () => Promise<boolean> {
  return async () => {
    await sweep();
    return (await store.states(['job']))[0] !== from;
  };
}
