import BeeQueue from 'bee-queue';
import { ATTEMPTS, BACKOFF_MS, type Peer } from './peer';

export class BeeQueuePeer implements Peer {
  private queue: BeeQueue<object> | undefined;

  async open(redisPort: number): Promise<void> {
    // The settings that its manual gives for speed: nobody listens to single jobs here.
    this.queue = new BeeQueue<object>('bench', {
      redis: { host: '127.0.0.1', port: redisPort },
      getEvents: false,
      sendEvents: false,
      storeJobs: false,
      activateDelayedJobs: true,
      removeOnSuccess: false,
    });
    await this.queue.ready();
  }

  add(payload: object, delayMs: number): Promise<unknown> {
    const job = this.job(payload);
    return (delayMs > 0 ? job.delayUntil(Date.now() + delayMs) : job).save();
  }

  addBulk(payloads: readonly object[]): Promise<unknown> {
    return this.opened.saveAll(payloads.map((payload) => this.job(payload)));
  }

  work(concurrency: number, handler: (payload: object) => unknown, completed: () => void): void {
    this.opened.on('succeeded', completed);
    this.opened.process(concurrency, (job: BeeQueue.Job<object>) => Promise.resolve(handler(job.data)));
  }

  async completed(): Promise<number> {
    return (await this.opened.checkHealth()).succeeded;
  }

  close(): Promise<unknown> {
    return this.opened.close();
  }

  private job(payload: object): BeeQueue.Job<object> {
    return this.opened
      .createJob(payload)
      .retries(ATTEMPTS - 1)
      .backoff('exponential', BACKOFF_MS);
  }

  private get opened(): BeeQueue<object> {
    if (this.queue === undefined) {
      throw new Error('not open');
    }
    return this.queue;
  }
}
