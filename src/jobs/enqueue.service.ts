import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config';
import { CONFIG } from '../config/config.module';
import { EventHub } from '../core/events';
import type { NewJob } from '../core/job';
import type { EnqueueAllAnswer, EnqueueAnswer } from '../core/enqueue-answer';
import type { JobStore, JobStores } from '../core/job-store';
import type { ReplicatedStores } from '../core/replicated-stores';
import { TickBatcher } from '../core/tick-batcher';
import { MemoryWatch } from '../memory/memory-watch';
import { JOB_STORES, REPLICATED_STORES } from '../persistence/persistence.module';
import { JOB_TRACING, type JobTracing } from '../tracing/job-tracing';

/** More namespaces than this at once have their batchers made anew; nothing else depends on it. */
const MOST_BATCHERS = 1_000;

/**
 * Hands jobs to the store: those that arrive in one turn of the event loop go together, so that under load
 * hundreds of requests cost one call to Redis.
 */
@Injectable()
export class EnqueueService {
  private readonly batchers = new Map<string, TickBatcher<NewJob, EnqueueAnswer>>();

  constructor(
    @Inject(JOB_STORES) private readonly stores: JobStores,
    @Inject(CONFIG) private readonly config: Config,
    private readonly events: EventHub,
    private readonly memory: MemoryWatch,
    @Inject(REPLICATED_STORES) private readonly replicated: ReplicatedStores,
    @Inject(JOB_TRACING) private readonly tracing: JobTracing | null,
  ) {}

  /**
   * @param traced is told the trace context that goes with the job, where this process makes one
   * @throws {StoreFullError} while the store is nearly full
   */
  async enqueue(
    namespace: string,
    job: NewJob,
    traced?: (traceparent: string) => void,
  ): Promise<EnqueueAnswer> {
    this.memory.requireRoom();
    const answer = await (this.tracing === null
      ? this.batcher(namespace, job).submit(job)
      : this.tracing.send(
          namespace,
          [job],
          ([one = job]) => this.batcher(namespace, job).submit(one),
          traced,
        ));
    this.tell(namespace, job, answer);
    return answer;
  }

  /**
   * For those that come as a batch already.
   *
   * @param jobs at most MAX_BATCH, in one call to the store; if one is to be replicated, all are
   * @throws {StoreFullError} while the store is nearly full
   */
  async enqueueBatch(
    namespace: string,
    jobs: readonly NewJob[],
    traced?: (traceparent: string) => void,
  ): Promise<EnqueueAnswer[]> {
    this.memory.requireRoom();
    const send = (some: readonly NewJob[]) =>
      this.storeFor(namespace, jobs).enqueue(some, this.config.jobs.limits);
    const answers = await (this.tracing?.send(namespace, jobs, send, traced) ?? send(jobs));
    for (const [at, answer] of answers.entries()) {
      const job = jobs[at];
      if (job !== undefined) {
        this.tell(namespace, job, answer);
      }
    }
    return answers;
  }

  /**
   * All or none.
   *
   * @param jobs at most MAX_BATCH
   * @throws {StoreFullError} while the store is nearly full
   */
  async enqueueAll(
    namespace: string,
    jobs: readonly NewJob[],
    traced?: (traceparent: string) => void,
  ): Promise<EnqueueAllAnswer> {
    this.memory.requireRoom();
    const send = (some: readonly NewJob[]) =>
      this.storeFor(namespace, jobs).enqueueAll(some, this.config.jobs.limits);
    const all = await (this.tracing?.send(namespace, jobs, send, traced) ?? send(jobs));
    for (const [at, job] of jobs.entries()) {
      const answer = all.outcome === 'stored' ? all.answers[at] : at === all.index ? all.answer : undefined;
      if (answer !== undefined) {
        this.tell(namespace, job, answer);
      }
    }
    return all;
  }

  private tell(namespace: string, { id, queue, type }: NewJob, { outcome }: EnqueueAnswer): void {
    this.events.emit('enqueued', { namespace, id, queue, type, outcome });
  }

  private storeFor(namespace: string, jobs: readonly NewJob[]): Pick<JobStore, 'enqueue' | 'enqueueAll'> {
    return jobs.some(({ replicated }) => replicated === true)
      ? this.replicated.replicated(namespace)
      : this.stores.namespace(namespace);
  }

  /** Those that are to be replicated go by themselves, so that the others do not wait with them. */
  private batcher(namespace: string, job: NewJob): TickBatcher<NewJob, EnqueueAnswer> {
    const key = job.replicated === true ? `${namespace} replicated` : namespace;
    const existing = this.batchers.get(key);
    if (existing !== undefined) {
      return existing;
    }
    if (this.batchers.size >= MOST_BATCHERS) {
      this.batchers.clear(); // what they hold is on its way and needs no map
    }
    const store = this.storeFor(namespace, [job]);
    const made = new TickBatcher<NewJob, EnqueueAnswer>(
      (jobs) => store.enqueue(jobs, this.config.jobs.limits),
      { sizeOf: (job) => job.payload.length },
    );
    this.batchers.set(key, made);
    return made;
  }
}
