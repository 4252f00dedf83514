/**
 * A worker in TypeScript: resizes pictures, or says that it did.
 *
 *     SLUICE_URL=http://localhost:8080 node examples/typescript-client/worker.mts
 *
 * Node 22.18 or later runs it as it is.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { NeverRetryError, RetryLaterError, Worker } from 'sluice/client';

interface Picture {
  readonly url: string;
  readonly widths: readonly number[];
}

const key = process.env['SLUICE_API_KEY'];

const worker = new Worker({
  url: process.env['SLUICE_URL'] ?? 'http://localhost:8080',
  ...(key === undefined ? {} : { apiKey: key }),
  concurrency: 4,
  leaseMs: Number(process.env['LEASE_MS'] ?? 30_000),
  handlers: {
    resize: async ({ url, widths }: Picture, { attempt, signal, progress }) => {
      if (!URL.canParse(url)) {
        throw new NeverRetryError(`${url} is no address`, 'no_address'); // it will not become one
      }
      if (url.includes('/not-yet/') && attempt === 1) {
        throw new RetryLaterError(100, 'it is still being uploaded');
      }
      for (const [done, width] of widths.entries()) {
        await sleep(width, undefined, { signal }); // throws once the job is cancelled, or too late
        progress({ done: done + 1, of: widths.length });
      }
      return { files: widths.map((width) => `${url}?width=${width}`) };
    },
  },
  onJobEnd: ({ job, outcome, durationMs }) => {
    process.stdout.write(`${job.type} ${job.id}: ${outcome} after ${durationMs.toFixed(0)} ms\n`);
  },
  onError: (error, doing) => process.stderr.write(`${doing}: ${String(error)}\n`),
});

worker.start();
process.stdout.write(`${worker.name} is ready\n`);

// What runs may end, what is on its way here is handed back; then the process has nothing left to do.
process.once('SIGTERM', () => void worker.close({ graceMs: 10_000 }));
process.once('SIGINT', () => void worker.close({ graceMs: 10_000 }));
