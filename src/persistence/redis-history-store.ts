import type { HistoryRead, HistoryStore, Resolution } from '../core/history-store';
import { historyReadCommand, historyRecordCommand } from './commands/history.commands';
import type { RedisLink } from './redis-link';

/** The history of one namespace: a ring of sums for each resolution. */
export class RedisHistoryStore implements HistoryStore {
  constructor(
    readonly namespace: string,
    private readonly link: RedisLink,
  ) {}

  record(): Promise<number> {
    return this.link.run(this.namespace, historyRecordCommand, undefined);
  }

  read(resolution: Resolution): Promise<HistoryRead> {
    return this.link.run(this.namespace, historyReadCommand, resolution);
  }
}
