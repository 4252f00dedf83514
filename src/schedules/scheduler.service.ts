import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import type { Config } from '../config/config';
import { CONFIG } from '../config/config.module';
import { systemClock } from '../core/clock';
import { EventHub } from '../core/events';
import { systemRandom } from '../core/random';
import type { ScheduleStores } from '../core/schedule-store';
import { Scheduler } from '../core/scheduler';
import { SCHEDULE_STORES } from '../persistence/persistence.module';
import { Planner } from './planner';

/**
 * Fires the schedules of this process's namespaces, whatever its role; ends when the process begins to drain,
 * for the others go on.
 */
@Injectable()
export class SchedulerService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private schedulers: readonly Scheduler[] = [];

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(SCHEDULE_STORES) private readonly stores: ScheduleStores,
    private readonly events: EventHub,
    private readonly logger: PinoLogger,
  ) {
    logger.setContext('Scheduler');
  }

  onApplicationBootstrap(): void {
    this.events.on('scheduleUnreadable', ({ namespace, name, error }) => {
      this.logger.error({ namespace, schedule: name, err: error }, 'a schedule cannot be worked out');
    });
    const ports = { clock: systemClock, random: systemRandom, events: this.events };
    const planner = new Planner(this.config.jobs);
    this.schedulers = this.config.namespaces.map(
      (name) => new Scheduler(this.stores.schedules(name), planner, ports),
    );
    this.schedulers.forEach((scheduler) => scheduler.start());
  }

  beforeApplicationShutdown(): void {
    this.schedulers.forEach((scheduler) => scheduler.stop());
  }
}
