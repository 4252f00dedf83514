import { newJob } from '../support/job-builder';
import type { NewJob } from '../../src/core/job';
import type { QueueSelection } from '../../src/core/claim';
import type { QueueSettings } from '../../src/core/queue-settings';
import type { RetentionPolicy } from '../../src/core/retention';

/** What the simulated handlers do, as the payload of a job says. */
export interface Work {
  /** How long a run takes. */
  readonly ms: number;
  /** So many runs throw, counted by the job's retries. */
  readonly failFirst: number;
  readonly then: 'return' | 'never_retry' | 'retry_later' | 'hang';
  /** Asks for "later" so often first. */
  readonly snoozes: number;
  readonly snoozeMs: number;
  /** Does not listen to its AbortSignal. */
  readonly stubborn: boolean;
  /** What it leaves behind once it is done: what is chosen of each job. */
  readonly followUps: readonly Partial<NewJob>[];
}

export type Direction = 'both' | 'requests' | 'answers';

/** How bad a connection is: chances from 0 to 1, delays in ms. */
export interface Weather {
  readonly loseRequest: number;
  readonly loseAnswer: number;
  /** The same request arrives a second time, later. */
  readonly duplicate: number;
  /** A second arrival comes up to this much later. */
  readonly duplicateMs: number;
  /** Each way takes 1 ms up to this. */
  readonly latencyMs: number;
}

/** One thing that happens to the cluster at `at` (virtual ms). `node` names a process; `client` is the API. */
export type Step = { readonly at: number } & (
  | { readonly kind: 'enqueue'; readonly jobs: readonly NewJob[] }
  | { readonly kind: 'cancel' | 'redrive'; readonly id: string }
  | { readonly kind: 'configure'; readonly queue: string; readonly settings: Partial<QueueSettings> }
  | { readonly kind: 'crash'; readonly node: string; readonly downMs: number }
  | { readonly kind: 'drain'; readonly node: string; readonly graceMs: number; readonly downMs: number }
  | { readonly kind: 'pause'; readonly node: string; readonly ms: number }
  | { readonly kind: 'skew'; readonly node: string; readonly skewMs: number }
  | { readonly kind: 'partition'; readonly node: string; readonly ms: number; readonly direction: Direction }
  | { readonly kind: 'weather'; readonly node: string; readonly ms: number; readonly weather: Weather }
  | { readonly kind: 'restart'; readonly downMs: number }
  | { readonly kind: 'stall'; readonly ms: number }
);

export interface NodePlan {
  readonly name: string;
  readonly concurrency: number;
  /** How fast its clock runs. */
  readonly clockRate: number;
  readonly queues: QueueSelection;
  readonly types: readonly string[];
}

/** All that a simulation is made of: the same plan happens the same way each time. */
export interface Plan {
  readonly seed: number;
  /** Another number gives other delays and losses under the same plan; 0 but for plans that were shrunk. */
  readonly luck: number;
  readonly nodes: readonly NodePlan[];
  readonly leaseMs: number;
  readonly reapMs: number;
  readonly retention: RetentionPolicy;
  readonly steps: readonly Step[];
  /** From here on nothing fails any more. */
  readonly calmAt: number;
}

/** A plan for people, one step a line. */
export function describePlan(plan: Plan): string {
  const { seed, luck, leaseMs, reapMs, retention, calmAt } = plan;
  return [
    `seed ${seed}${luck === 0 ? '' : `, luck ${luck}`}: lease ${leaseMs} ms, reap ${reapMs} ms, retention ${retention.ms} ms, calm at ${calmAt}`,
    ...plan.nodes.map((node) => `  ${JSON.stringify(node)}`),
    ...plan.steps.map(({ at, ...step }) => `  ${String(at).padStart(9)}  ${JSON.stringify(forPeople(step))}`),
  ].join('\n');
}

/** Of a job only what its sender chose. */
function forPeople(step: Record<string, unknown>): unknown {
  return 'jobs' in step ? { ...step, jobs: (step['jobs'] as readonly NewJob[]).map(chosen) } : step;
}

function chosen({ contentHash: _, payload, ...job }: NewJob): unknown {
  const plain = Object.entries(newJob(job.id));
  const own = Object.entries(job).filter(
    ([name, value]) => name === 'id' || !plain.some((field) => same(field, [name, value])),
  );
  return { ...Object.fromEntries(own), work: JSON.parse(payload) as Work };
}

function same(a: readonly [string, unknown], b: readonly [string, unknown]): boolean {
  return a[0] === b[0] && JSON.stringify(a[1]) === JSON.stringify(b[1]);
}
