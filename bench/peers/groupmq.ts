import { Queue, Worker } from 'groupmq';
import { Redis } from 'ioredis';
import { ATTEMPTS, type Peer } from './peer';

/** Every job has a group: so many that concurrency is never held back by them. */
const GROUPS = 1_000;

export class GroupmqPeer implements Peer {
  private queue: Queue<object> | undefined;
  private redis: Redis | undefined;
  private added = 0;

  async open(redisPort: number): Promise<void> {
    const redis = (this.redis = new Redis(redisPort, '127.0.0.1', { maxRetriesPerRequest: null }));
    this.queue = new Queue<object>({
      redis,
      namespace: 'bench',
      keepCompleted: 10_000_000,
      keepFailed: 10_000_000,
      maxAttempts: ATTEMPTS,
    });
    await redis.ping();
  }

  add(payload: object, delayMs: number): Promise<unknown> {
    this.added += 1;
    const groupId = `group-${this.added % GROUPS}`;
    return this.opened.add({ groupId, data: payload, ...(delayMs > 0 && { delay: delayMs }) });
  }

  /** It has no bulk call: they go to Redis in one pipeline. */
  addBulk(payloads: readonly object[]): Promise<unknown> {
    return Promise.all(payloads.map((payload) => this.add(payload, 0)));
  }

  work(concurrency: number, handler: (payload: object) => unknown, completed: () => void): void {
    const worker = new Worker<object>({
      queue: this.opened,
      concurrency,
      handler: (job) => Promise.resolve(handler(job.data)),
    });
    worker.on('completed', completed);
    void worker.run();
  }

  completed(): Promise<number> {
    return this.opened.getCompletedCount();
  }

  close(): Promise<unknown> {
    return this.redis?.quit() ?? Promise.resolve();
  }

  private get opened(): Queue<object> {
    if (this.queue === undefined) {
      throw new Error('not open');
    }
    return this.queue;
  }
}
