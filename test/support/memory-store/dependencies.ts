import { DEPENDENCY_FAILED, type Dependency } from '../../../src/core/dependency';
import type { NewJob } from '../../../src/core/job';
import { MAX_BATCH } from '../../../src/core/job-store';
import { type FinalState, isFinal } from '../../../src/core/states';
import type { MemoryJob } from './memory-job';
import type { MemoryNamespace } from './memory-namespace';

/** What waits for its turn to come through: the end of a job, or a job that waited in vain from the start. */
export type Unblocking =
  | { readonly parent: string; readonly outcome: FinalState; readonly waiting: MemoryJob[] }
  | { readonly doomed: MemoryJob };

/** Numbers in the list of those dependencies that are not there, the first twenty. */
export function unknownDependencies(ns: MemoryNamespace, spec: NewJob): number[] {
  return spec.dependsOn.flatMap((id, index) => (ns.jobs.has(id) ? [] : [index])).slice(0, 20);
}

/** Notes what a new job depends on. It waits afterwards if there is anything to wait for. */
export function depend(ns: MemoryNamespace, job: MemoryJob, dueAt: number | null): void {
  for (const id of job.spec.dependsOn) {
    const state = ns.jobs.get(id)?.state ?? 'queued';
    job.dependencies.set(id, isFinal(state) ? state : null);
  }
  const open = [...job.dependencies].filter(([, outcome]) => outcome === null);
  const doomed = isDoomed(job);
  job.waits = open.length > 0 || doomed;
  job.dueAt = dueAt;
  for (const [id] of open) {
    ns.dependents.set(id, [...(ns.dependents.get(id) ?? []), job]);
  }
  if (doomed) {
    ns.unblocking.push({ doomed: job });
    ns.wakeLater(ns.queueOf(job));
  }
}

function isDoomed(job: MemoryJob): boolean {
  const ends = [...job.dependencies.values()];
  return (
    job.spec.onDependencyFailure !== 'run' && ends.some((end) => end === 'failed' || end === 'cancelled')
  );
}

/** A job is final: who waits for it will hear of it. */
export function releaseDependents(ns: MemoryNamespace, job: MemoryJob, outcome: FinalState): void {
  const waiting = ns.dependents.get(job.spec.id);
  if (waiting !== undefined) {
    ns.dependents.delete(job.spec.id);
    ns.unblocking.push({ parent: job.spec.id, outcome, waiting: [...waiting] });
    ns.wakeLater(ns.queueOf(job));
  }
}

/** A job does not wait any more, for whatever reason. */
export function stopWaiting(ns: MemoryNamespace, job: MemoryJob): void {
  job.waits = false;
  for (const id of job.dependencies.keys()) {
    const others = (ns.dependents.get(id) ?? []).filter((other) => other !== job);
    if (others.length > 0) {
      ns.dependents.set(id, others);
    } else {
      ns.dependents.delete(id);
    }
  }
}

/** Ends come through, for up to `max` of who waits for them. */
export function unblock(ns: MemoryNamespace, max: number): number {
  let taken = 0;
  for (let [next] = ns.unblocking; next !== undefined && taken < max; [next] = ns.unblocking) {
    if ('doomed' in next) {
      ns.unblocking.shift();
      judge(ns, next.doomed);
      taken += 1;
      continue;
    }
    const { parent, outcome, waiting } = next;
    for (const job of waiting.splice(0, max - taken)) {
      taken += 1;
      if (job.waits && job.dependencies.get(parent) === null) {
        job.dependencies.set(parent, outcome);
        judge(ns, job);
      }
    }
    if (waiting.length === 0) {
      ns.unblocking.shift();
    }
  }
  return taken;
}

function judge(ns: MemoryNamespace, job: MemoryJob): void {
  if (!job.waits) {
    return;
  }
  if (isDoomed(job)) {
    const to = job.spec.onDependencyFailure === 'cancel' ? 'cancelled' : 'failed';
    ns.endWaiting(job, to, { code: DEPENDENCY_FAILED, message: failureOf(job) });
  } else if (![...job.dependencies.values()].includes(null)) {
    job.waits = false;
    if (job.dueAt !== null && job.dueAt > ns.now) {
      ns.schedule(job, job.dueAt);
    } else {
      ns.enterLine(job);
    }
  }
}

function failureOf(job: MemoryJob): string {
  const [id, end] = [...job.dependencies].find(([, end]) => end === 'failed' || end === 'cancelled') ?? [
    '',
    '',
  ];
  return `job ${id}, which it depends on, ${end === 'failed' ? 'failed' : 'was cancelled'}`;
}

export function dependenciesOf(ns: MemoryNamespace, id: string, offset: number): Dependency[] {
  const all = [...(ns.jobs.get(id)?.dependencies ?? [])];
  return all
    .slice(offset, offset + MAX_BATCH)
    .map(([parent, outcome]) => ({ id: parent, state: ns.jobs.get(parent)?.state ?? null, outcome }));
}
