import Bull from 'bull';
import { ATTEMPTS, BACKOFF_MS, type Peer } from './peer';

const OPTIONS = { attempts: ATTEMPTS, backoff: { type: 'exponential', delay: BACKOFF_MS } };

export class BullPeer implements Peer {
  private queue: Bull.Queue<object> | undefined;

  async open(redisPort: number): Promise<void> {
    this.queue = new Bull<object>('bench', { redis: { host: '127.0.0.1', port: redisPort } });
    await this.queue.isReady();
  }

  add(payload: object, delayMs: number): Promise<unknown> {
    return this.opened.add('noop', payload, delayMs > 0 ? { ...OPTIONS, delay: delayMs } : OPTIONS);
  }

  addBulk(payloads: readonly object[]): Promise<unknown> {
    return this.opened.addBulk(payloads.map((data) => ({ name: 'noop', data, opts: OPTIONS })));
  }

  work(concurrency: number, handler: (payload: object) => unknown, completed: () => void): void {
    this.opened.on('completed', completed);
    void this.opened.process('noop', concurrency, (job) => Promise.resolve(handler(job.data)));
  }

  completed(): Promise<number> {
    return this.opened.getCompletedCount();
  }

  close(): Promise<void> {
    return this.opened.close();
  }

  private get opened(): Bull.Queue<object> {
    if (this.queue === undefined) {
      throw new Error('not open');
    }
    return this.queue;
  }
}
