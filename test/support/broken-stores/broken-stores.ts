import type { NewJob } from '../../../src/core/job';
import type { ClaimRequest } from '../../../src/core/claim';
import type { EnqueueLimits } from '../../../src/core/enqueue-answer';
import type { Completion, Failure, Lease } from '../../../src/core/settlement';
import type { JobState } from '../../../src/core/states';
import type { MemoryJob } from '../memory-store/memory-job';
import { MemoryJobStore } from '../memory-store/memory-job-store';
import { MemoryNamespace } from '../memory-store/memory-namespace';

/**
 * Stores that are wrong on purpose, each in one way that a real one could be: the contract suite and the
 * property tests are good for nothing if they let one of these pass.
 */

/** A settlement counts whatever token it presents, as long as the job runs. */
class IgnoresTokens extends MemoryNamespace {
  override held(lease: Lease) {
    const job = this.jobs.get(lease.id);
    return job?.state === 'in_progress' ? job : super.held(lease);
  }
}

/** A due job is put into the line and stays in the schedule too. */
class PromotesTwice extends MemoryNamespace {
  override move(job: MemoryJob, to: JobState, score: number): void {
    const scheduled = this.queueOf(job).set('scheduled');
    const before = scheduled.scoreOf(job);
    super.move(job, to, score);
    if (before !== null && to === 'queued') {
      scheduled.set(job, before);
    }
  }
}

/** A job whose lease lapsed is gone. */
class DropsLapsedJobs extends MemoryNamespace {
  override returnToQueue(job: MemoryJob): void {
    super.returnToQueue(job);
    if (job.attempts.at(-1)?.outcome === 'lapsed') {
      this.queueOf(job).set('queued').delete(job);
      this.jobs.delete(job.spec.id);
    }
  }
}

/** What goes back into the line goes to its end. */
class ForgetsPlaces extends MemoryNamespace {
  override returnToQueue(job: MemoryJob): void {
    job.order = this.endOfLine(job.spec.priority);
    super.returnToQueue(job);
  }
}

/** A queue that gets work again is told to nobody. */
class ForgetsToArm extends MemoryNamespace {
  override commit(): void {
    const before = [...this.turns];
    super.commit();
    this.turns = this.turns.filter((name) => before.includes(name) || this.jobs.size < 2);
  }
}

/** An attempt that was handed back is counted. */
class CountsReleases extends MemoryJobStore {
  override async release(leases: readonly Lease[]) {
    const answers = await super.release(leases);
    leases.forEach(({ id }, i) => {
      const job = this.state.jobs.get(id);
      if (job !== undefined && answers[i]?.result === 'ok') {
        job.attempt += 1;
      }
    });
    return answers;
  }
}

/** A result that comes twice is counted twice. */
class CountsTwice extends MemoryJobStore {
  override async complete(completions: readonly Completion[]) {
    const answers = await super.complete(completions);
    completions.forEach(({ id }, i) => {
      const job = this.state.jobs.get(id);
      if (job !== undefined && answers[i]?.result === 'already') {
        this.state.queueOf(job).count('completed');
      }
    });
    return answers;
  }
}

/** A failure that comes twice is answered as if it were the first. */
class AnswersOkTwice extends MemoryJobStore {
  override async fail(failures: readonly Failure[]) {
    const answers = await super.fail(failures);
    return answers.map((answer) =>
      answer.result === 'already' ? { ...answer, result: 'ok' as const } : answer,
    );
  }
}

/** Looks whether there is room, and stores a moment later. */
class ReadsThenWrites extends MemoryJobStore {
  override async enqueue(jobs: readonly NewJob[], limits: EnqueueLimits) {
    const depths = jobs.map(({ queue }) => this.state.queues.get(queue)?.depth ?? 0);
    await Promise.resolve();
    const answers = await Promise.all(
      jobs.map((job, i) => {
        const room = (depths[i] ?? 0) < limits.maxDepth;
        return super.enqueue([job], room ? { ...limits, maxDepth: Infinity } : limits);
      }),
    );
    return answers.flat();
  }
}

/** A claim whose answer was lost takes other jobs when it is sent again. */
class ForgetsNonces extends MemoryJobStore {
  override claim(request: ClaimRequest) {
    this.state.claims.clear();
    return super.claim(request);
  }
}

/** All or none: what is stored stays when a later job is refused. */
class StoresSome extends MemoryJobStore {
  override async enqueueAll(jobs: readonly NewJob[], limits: EnqueueLimits) {
    for (const [index, job] of jobs.entries()) {
      const answer = await super.enqueueAll([job], limits);
      if (answer.outcome === 'refused') {
        return { ...answer, index };
      }
    }
    return super.enqueueAll(jobs, limits);
  }
}

/** A broken store, and the rule of the contract that it breaks. */
export interface BrokenStore {
  readonly name: string;
  readonly topic: string;
  readonly rule: string;
  readonly makeNamespace?: (...args: ConstructorParameters<typeof MemoryNamespace>) => MemoryNamespace;
  readonly makeStore?: (state: MemoryNamespace) => MemoryJobStore;
  /** Only concurrent calls show it, so one sequence of calls cannot. */
  readonly onlyConcurrent?: boolean;
}

export const BROKEN_STORES: readonly BrokenStore[] = [
  {
    name: 'settlements ignore the token',
    topic: 'settlements',
    rule: 'complete with another token changes nothing and is lost',
    makeNamespace: (...args) => new IgnoresTokens(...args),
  },
  {
    name: 'promote forgets to take the job out of the schedule',
    topic: 'schedule and expiry',
    rule: 'promote moves what is due, no more than asked for, and says if there is more',
    makeNamespace: (...args) => new PromotesTwice(...args),
  },
  {
    name: 'a lapsed job is dropped',
    topic: 'leases',
    rule: 'a claim takes lapsed jobs over by itself',
    makeNamespace: (...args) => new DropsLapsedJobs(...args),
  },
  {
    name: 'a released job loses its place',
    topic: 'order',
    rule: 'a released job keeps its place',
    makeNamespace: (...args) => new ForgetsPlaces(...args),
  },
  {
    name: 'a queue that gets work is not made ready',
    topic: 'claim',
    rule: 'a claim of named queues takes from no other',
    makeNamespace: (...args) => new ForgetsToArm(...args),
  },
  {
    name: 'a release counts as an attempt',
    topic: 'leases',
    rule: 'a release costs no attempt and leaves no record',
    makeStore: (state) => new CountsReleases(state),
  },
  {
    name: 'a settlement that comes twice is counted twice',
    topic: 'settlements',
    rule: 'a settlement sent again is already, and is counted once',
    makeStore: (state) => new CountsTwice(state),
  },
  {
    name: 'a failure that comes twice is answered ok',
    topic: 'settlements',
    rule: 'a failure sent again schedules and counts one retry',
    makeStore: (state) => new AnswersOkTwice(state),
  },
  {
    name: 'limits are read first and jobs written later',
    topic: 'limits',
    rule: 'concurrent senders cannot go over the depth by one',
    makeStore: (state) => new ReadsThenWrites(state),
    onlyConcurrent: true,
  },
  {
    name: 'the nonce of a claim is forgotten',
    topic: 'claim',
    rule: 'the same nonce again gives the same jobs again and starts nothing',
    makeStore: (state) => new ForgetsNonces(state),
  },
  {
    name: 'of an atomic bulk the jobs before the refused one are stored',
    topic: 'all or none',
    rule: 'none is stored where one is in conflict, with a job that is there or with one before it',
    makeStore: (state) => new StoresSome(state),
  },
];
