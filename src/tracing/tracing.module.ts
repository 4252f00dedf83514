import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import type { Config } from '../config/config';
import { CONFIG } from '../config/config.module';
import { EventHub } from '../core/events';
import { serviceVersion } from '../worker/worker-identity';
import { JOB_TRACING, type JobTracing } from './job-tracing';
import { openTracing } from './open-tracing';

async function tracingOf(
  { tracing }: Config,
  events: EventHub,
  logger: PinoLogger,
): Promise<JobTracing | null> {
  if (tracing === null) {
    return null;
  }
  logger.setContext('Tracing');
  return openTracing(tracing, events, serviceVersion(), (reason) =>
    logger.warn({ reason }, 'traces are not delivered'),
  );
}

/** Traces of jobs, where a collector is configured. */
@Global()
@Module({
  providers: [{ provide: JOB_TRACING, inject: [CONFIG, EventHub, PinoLogger], useFactory: tracingOf }],
  exports: [JOB_TRACING],
})
export class TracingModule implements OnApplicationShutdown {
  constructor(@Inject(JOB_TRACING) private readonly tracing: JobTracing | null) {}

  /** After the worker's: the ends of its last attempts are sent, too. */
  async onApplicationShutdown(): Promise<void> {
    await this.tracing?.stop();
  }
}
