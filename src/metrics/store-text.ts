import type { NamespaceCounts } from '../core/counters';
import { JOB_STATES } from '../core/states';
import type { WorkerRecord } from '../core/worker-info';
import { limitsView, type NamespaceLimits } from './namespace-limits';
import type { QueueSample } from './queue-sample';

/** What the store says about one namespace, as of `at` (epoch ms). */
export interface StoreSample {
  readonly namespace: string;
  readonly counts: NamespaceCounts;
  readonly workers: readonly WorkerRecord[];
  readonly queues: QueueSample;
  readonly limits: NamespaceLimits;
  readonly at: number;
}

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];

interface Family {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  readonly samples: (from: StoreSample) => readonly Sample[];
}

const MAX = 'Cluster-wide, the same from every process: take max, never sum.';

const COUNTERS = {
  enqueued: 'Jobs accepted.',
  started: 'Attempts started.',
  completed: 'Jobs that completed.',
  failed: 'Jobs that failed for good.',
  cancelled: 'Jobs that were cancelled.',
  retried: 'Retries scheduled after failures.',
  lapsed: 'Leases lost.',
  snoozed: 'Attempts that asked for later.',
  released: 'Attempts handed back.',
  dropped: 'Jobs of full queues that gave way to others (failed ones, too).',
} as const satisfies Record<keyof NamespaceCounts['counters'], string>;

const FAMILIES: readonly Family[] = [
  {
    name: 'sluice_cluster_jobs',
    type: 'gauge',
    help: 'Jobs by state.',
    samples: ({ counts }) => JOB_STATES.map((state) => [{ state }, counts.states[state]]),
  },
  ...Object.entries(COUNTERS).map(([name, help]): Family => ({
    name: `sluice_cluster_${name}_total`,
    type: 'counter',
    help: `${help} Kept by the store: outlives processes.`,
    samples: ({ counts }) => [[{}, counts.counters[name as keyof typeof COUNTERS]]],
  })),
  {
    name: 'sluice_cluster_bytes',
    type: 'gauge',
    help: 'Payload bytes of the jobs that are accepted and not final, over all queues.',
    samples: ({ counts }) => [[{}, counts.bytes]],
  },
  {
    name: 'sluice_namespace_limit',
    type: 'gauge',
    help: 'What the namespace may hold over all queues, by limit; absent where there is no limit.',
    samples: ({ limits }) =>
      Object.entries(limitsView(limits)).flatMap(([limit, value]): Sample[] =>
        value === null ? [] : [[{ limit }, value]],
      ),
  },
  {
    name: 'sluice_queue_jobs',
    type: 'gauge',
    help: 'Jobs by queue and state; queue="other" has those of the queues beyond the first 200 by name.',
    samples: queueJobs,
  },
  {
    name: 'sluice_queue_oldest_age_seconds',
    type: 'gauge',
    help: 'How long the first in line waits since it was accepted; 0 where none waits.',
    samples: ({ queues, at }) =>
      queues.queues.map(({ queue, oldestQueuedAt }) => [
        { queue },
        oldestQueuedAt === null ? 0 : Math.max(0, at - oldestQueuedAt) / 1000,
      ]),
  },
  {
    name: 'sluice_queue_bytes',
    type: 'gauge',
    help: 'Payload bytes of the jobs that are accepted and not final.',
    samples: ({ queues }) => queues.queues.map(({ queue, bytes }) => [{ queue }, bytes]),
  },
  {
    name: 'sluice_queue_paused',
    type: 'gauge',
    help: 'Is the queue paused (1) or not (0).',
    samples: ({ queues }) =>
      queues.queues.map(({ queue, settings }) => [{ queue }, settings.paused === true ? 1 : 0]),
  },
  {
    name: 'sluice_workers',
    type: 'gauge',
    help: 'Workers that are alive, remote ones included.',
    samples: ({ workers }) => workerSums(workers, () => 1),
  },
  {
    name: 'sluice_worker_slots',
    type: 'gauge',
    help: 'Jobs that the workers can run at once.',
    samples: ({ workers }) => workerSums(workers, ({ slots }) => slots),
  },
];

/**
 * The store's sums as Prometheus text.
 *
 * @param samples null: the store does not answer, and only that is said.
 */
export function storeText(samples: readonly StoreSample[] | null): string {
  const lines = [
    '# HELP sluice_redis_up Does the store answer (1) or not (0), as this process sees it: take min.',
    '# TYPE sluice_redis_up gauge',
    `sluice_redis_up ${samples === null ? 0 : 1}`,
  ];
  for (const { name, type, help, samples: of } of samples === null ? [] : FAMILIES) {
    lines.push(`# HELP ${name} ${help} ${MAX}`, `# TYPE ${name} ${type}`);
    for (const sample of samples ?? []) {
      for (const [labels, value] of of(sample)) {
        lines.push(`${name}{${labelText({ namespace: sample.namespace, ...labels })}} ${value}`);
      }
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Names of namespaces, queues and states need no escape. */
function labelText(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',');
}

function queueJobs({ counts, queues: { queues, more } }: StoreSample): readonly Sample[] {
  const samples = queues.flatMap(({ queue, states }) =>
    JOB_STATES.map((state): Sample => [{ queue, state }, states[state]]),
  );
  if (!more) {
    return samples;
  }
  const others = JOB_STATES.map((state): Sample => {
    const told = queues.reduce((sum, { states }) => sum + states[state], 0);
    // The sums were asked for a moment apart.
    return [{ queue: 'other', state }, Math.max(0, counts.states[state] - told)];
  });
  return [...samples, ...others];
}

function workerSums(
  workers: readonly WorkerRecord[],
  of: (worker: WorkerRecord) => number,
): readonly Sample[] {
  return (['running', 'draining'] as const).map((state) => [
    { state },
    workers
      .filter((worker) => worker.alive && worker.state === state)
      .reduce((sum, worker) => sum + of(worker), 0),
  ]);
}
