import { Queue, Worker } from 'bullmq';
import { assignment, BULK, measure, parallel, PAYLOAD, report } from './contender';

async function enqueueBulk(queue: Queue, jobs: number): Promise<void> {
  for (let left = jobs; left > 0; left -= BULK) {
    await queue.addBulk(
      Array.from({ length: Math.min(BULK, left) }, () => ({
        name: 'noop',
        data: PAYLOAD,
        opts: { attempts: 4, backoff: { type: 'exponential', delay: 1_000 } },
      })),
    );
  }
}

async function main(): Promise<void> {
  const ask = assignment();
  const { row, redisPort, jobs, concurrency } = ask;
  const connection = { host: '127.0.0.1', port: redisPort, maxRetriesPerRequest: null };
  const queue = new Queue('bench', { connection });
  await queue.waitUntilReady();
  switch (row) {
    case 'enqueue':
      return report(
        await measure(ask, () =>
          parallel(jobs, concurrency, () =>
            queue.add('noop', PAYLOAD, { attempts: 4, backoff: { type: 'exponential', delay: 1_000 } }),
          ),
        ),
      );
    case 'enqueue_bulk':
      return report(await measure(ask, () => enqueueBulk(queue, jobs)));
    case 'settle': {
      await enqueueBulk(queue, jobs);
      return report(
        await measure(
          ask,
          () =>
            new Promise<void>((resolve) => {
              let done = 0;
              const worker = new Worker('bench', () => Promise.resolve({ ok: true }), {
                connection,
                concurrency,
              });
              worker.on('completed', () => {
                done += 1;
                if (done === jobs) {
                  resolve();
                }
              });
            }),
        ),
      );
    }
  }
}

void main();
