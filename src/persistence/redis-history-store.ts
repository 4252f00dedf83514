import type {
  HistoryRead,
  HistoryRecord,
  HistoryStore,
  QueueFigures,
  QueueMeasured,
  Resolution,
} from '../core/history-store';
import type { Latencies } from '../core/latency';
import {
  historyQueueReadCommand,
  historyQueuesCommand,
  historyReadCommand,
  historyRecordCommand,
} from './commands/history.commands';
import { latencyAddCommand, latencyReadCommand, queueFiguresCommand } from './commands/latency.commands';
import type { RedisLink } from './redis-link';

/** The history of one namespace: a ring of sums for each resolution. */
export class RedisHistoryStore implements HistoryStore {
  constructor(
    readonly namespace: string,
    private readonly link: RedisLink,
  ) {}

  record(): Promise<HistoryRecord> {
    return this.link.run(this.namespace, historyRecordCommand, undefined);
  }

  recordQueues(after: string | null): Promise<string | null> {
    return this.link.run(this.namespace, historyQueuesCommand, after);
  }

  readQueue(queue: string): Promise<HistoryRead | null> {
    return this.link.run(this.namespace, historyQueueReadCommand, queue);
  }

  addMeasured(latencies: Latencies, queues: ReadonlyMap<string, QueueMeasured>): Promise<void> {
    return this.link.run(this.namespace, latencyAddCommand, { latencies, queues });
  }

  queueFigures(queue: string): Promise<QueueFigures> {
    return this.link.run(this.namespace, queueFiguresCommand, queue);
  }

  latencies(): Promise<Latencies> {
    return this.link.run(this.namespace, latencyReadCommand, undefined);
  }

  read(resolution: Resolution): Promise<HistoryRead> {
    return this.link.run(this.namespace, historyReadCommand, resolution);
  }
}
