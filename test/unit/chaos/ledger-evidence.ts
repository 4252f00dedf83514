import type {
  Counters,
  Evidence,
  Execution,
  ProcessLife,
  SentJob,
  StoredJob,
  Terms,
} from '../../chaos/ledger/evidence';

export const LEASE_MS = 4_000;

/** A run of a test's own making: sound unless the test plants something. */
export interface Plot {
  readonly sent?: readonly (Partial<SentJob> & { readonly id: string })[];
  readonly runs?: readonly (Partial<Execution> & { readonly id: string })[];
  readonly stored?: readonly (Partial<StoredJob> & { readonly id: string })[];
  readonly processes?: readonly ProcessLife[];
  readonly counters?: Partial<Counters>;
  readonly terms?: Partial<Terms>;
}

/** What the plot does not say is as it is in a run where all goes well. */
export function evidenceOf({ sent = [], runs = [], stored = [], processes = [], ...rest }: Plot): Evidence {
  const jobs = stored.map(storedJob);
  const count = (status: string) => jobs.filter((job) => job.status === status).length;
  return {
    sent: byId(
      sent.map((job) => ({
        ...{ sentAt: 0, ackedAt: 0, atMostOnce: false, cancelAsked: false, cancelledAt: null },
        ...{ ties: {}, unknownDependency: false, ...job },
      })),
    ),
    executions: runs.map(execution),
    processes: new Map(processes.map((life) => [life.name, life])),
    stored: byId(jobs),
    counters: {
      processed: count('completed'),
      failed: count('failed'),
      cancelled: count('cancelled'),
      retried: 0,
      lapsed: 0,
      released: 0,
      ...rest.counters,
    },
    terms: {
      ...{ leaseMs: LEASE_MS, onceOnly: false, memoryWasShort: false, lossyKills: null },
      ...{ rate: null, overflowing: null, ...rest.terms },
    },
  };
}

function execution(run: Partial<Execution> & { readonly id: string }, index: number): Execution {
  return {
    token: `token-${index}`,
    worker: `worker-${index}`,
    attempt: index + 1,
    startedAt: 100,
    endedAt: 200,
    how: 'returned',
    abortedAt: null,
    abortReason: null,
    ...run,
  };
}

function storedJob(job: Partial<StoredJob> & { readonly id: string }): StoredJob {
  const status = job.status ?? 'completed';
  return {
    queue: 'default',
    status,
    attempt_count: 1,
    retries: 0,
    lapses: 0,
    snoozes: 0,
    attempts: status === 'completed' ? [attempt(1)] : [],
    error: null,
    ...job,
  };
}

export function attempt(number: number, startedAt = 0): StoredJob['attempts'][number] {
  const started_at = new Date(startedAt).toISOString();
  return { attempt: number, outcome: 'completed', worker: 'host:1', started_at };
}

function byId<T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}
