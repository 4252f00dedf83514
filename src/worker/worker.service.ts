import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import type { Config } from '../config/config';
import { CONFIG } from '../config/config.module';
import { EventHub } from '../core/events';
import type { JobStores } from '../core/job-store';
import type { MemoryGauge } from '../core/retention-keeper';
import { WorkerEngine } from '../core/worker-engine';
import { Lifecycle } from '../lifecycle/lifecycle';
import { JOB_STORES, MEMORY_GAUGE } from '../persistence/persistence.module';
import { JOB_TRACING, type JobTracing } from '../tracing/job-tracing';
import { followUpReader } from './follow-up-reader';
import { HandlerRegistry } from './handler-registry';
import { JobLog } from './job-log';
import { serviceVersion, workerName } from './worker-identity';

/**
 * Ties the worker engine to the life of the application: starts it unless the role is `api`; on shutdown
 * claims no more and waits for running jobs while HTTP still answers (`beforeApplicationShutdown`), then
 * aborts what is left, hands the jobs back and flushes outcomes (`onApplicationShutdown`), before the store
 * is closed.
 */
@Injectable()
export class WorkerService
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  private engine: WorkerEngine | null = null;
  private readonly hurrying = new AbortController();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(JOB_STORES) private readonly stores: JobStores,
    @Inject(MEMORY_GAUGE) private readonly memory: MemoryGauge,
    @Inject(JOB_TRACING) private readonly tracing: JobTracing | null,
    private readonly events: EventHub,
    private readonly registry: HandlerRegistry,
    private readonly lifecycle: Lifecycle,
    private readonly jobLog: JobLog,
    private readonly logger: PinoLogger,
  ) {
    logger.setContext('Worker');
    lifecycle.hurrying.addEventListener('abort', () => this.hurry(), { once: true });
  }

  onApplicationBootstrap(): void {
    const { config } = this;
    if (config.role === 'api') {
      return;
    }
    const { tracing } = this;
    const handlers = this.registry.map;
    const readFollowUp = followUpReader(config, this.registry);
    this.engine = new WorkerEngine({
      stores: this.stores,
      namespaces: config.namespaces,
      queues: config.worker.queues,
      handlers: tracing?.handlers(handlers) ?? handlers,
      readFollowUp: tracing?.followUps(readFollowUp) ?? readFollowUp,
      concurrency: config.worker.concurrency,
      leaseMs: config.worker.leaseMs,
      reapMs: config.worker.reapMs,
      maxResultBytes: config.worker.maxResultBytes,
      log: config.jobs.log,
      failure: {
        wishes: config.failure.injection,
        global: config.failure,
        crash: () => process.kill(process.pid, 'SIGKILL'),
      },
      memory: this.memory,
      events: this.events,
      name: workerName(),
      version: serviceVersion(),
    });
    this.engine.start();
    const { id } = this.engine;
    const types = [...this.registry.map.keys()];
    this.logger.info({ worker: id, concurrency: config.worker.concurrency, types }, 'worker started');
  }

  /** Jobs that hold a slot now. */
  get running(): number {
    return this.engine?.running ?? 0;
  }

  /** Waits no longer for running jobs: they are aborted and handed back. */
  hurry(): void {
    this.hurrying.abort();
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.engine !== null) {
      this.engine.quiet(this.config.shutdown.graceMs);
      this.logger.info({ running: this.running }, 'draining: no more claims');
      await this.engine.drained(this.config.shutdown.graceMs, this.hurrying.signal);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.engine !== null) {
      const aborted = await this.engine.abort();
      const flushed = await this.engine.stop();
      this.logger.info({ handed_back: aborted, flushed }, 'worker stopped');
      if (!flushed) {
        this.lifecycle.fail('outcomes or leases could not be brought to the store before the stop');
      }
    }
    this.jobLog.close();
  }
}
