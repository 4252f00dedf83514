import { Queue, Worker } from 'bullmq';
import { ATTEMPTS, BACKOFF_MS, type Peer } from './peer';

const OPTIONS = { attempts: ATTEMPTS, backoff: { type: 'exponential', delay: BACKOFF_MS } };

export class BullmqPeer implements Peer {
  private redisPort = 0;
  private queue: Queue | undefined;

  async open(redisPort: number): Promise<void> {
    this.redisPort = redisPort;
    this.queue = new Queue('bench', { connection: this.connection });
    await this.queue.waitUntilReady();
  }

  add(payload: object, delayMs: number): Promise<unknown> {
    return this.opened.add('noop', payload, delayMs > 0 ? { ...OPTIONS, delay: delayMs } : OPTIONS);
  }

  addBulk(payloads: readonly object[]): Promise<unknown> {
    return this.opened.addBulk(payloads.map((data) => ({ name: 'noop', data, opts: OPTIONS })));
  }

  work(concurrency: number, handler: (payload: object) => unknown, completed: () => void): void {
    const worker = new Worker('bench', (job) => Promise.resolve(handler(job.data as object)), {
      connection: this.connection,
      concurrency,
    });
    worker.on('completed', completed);
  }

  completed(): Promise<number> {
    return this.opened.getCompletedCount();
  }

  close(): Promise<void> {
    return this.opened.close();
  }

  private get connection() {
    return { host: '127.0.0.1', port: this.redisPort, maxRetriesPerRequest: null };
  }

  private get opened(): Queue {
    if (this.queue === undefined) {
      throw new Error('not open');
    }
    return this.queue;
  }
}
