import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Config } from '../config/config';
import { CONFIG } from '../config/config.module';
import { systemClock } from '../core/clock';
import { EventHub } from '../core/events';
import { Historian } from '../core/historian';
import type { HistoryStores } from '../core/history-store';
import { systemRandom } from '../core/random';
import { HISTORY_STORES } from '../persistence/persistence.module';

/** Keeps the history of this process's namespaces, whatever its role. */
@Injectable()
export class HistorianService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly historians: readonly Historian[];

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(HISTORY_STORES) stores: HistoryStores,
    events: EventHub,
  ) {
    const ports = { clock: systemClock, random: systemRandom, events };
    this.historians = config.namespaces.map((name) => new Historian(stores.history(name), ports));
  }

  onApplicationBootstrap(): void {
    for (const historian of this.historians) {
      historian.start();
      historian.wakeIn(0);
    }
  }

  beforeApplicationShutdown(): void {
    this.historians.forEach((historian) => historian.stop());
  }
}
