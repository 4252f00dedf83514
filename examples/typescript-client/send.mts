/**
 * Sends a job and waits for what becomes of it.
 *
 *     SLUICE_URL=http://localhost:8080 node examples/typescript-client/send.mts https://example.org/cat.png 320 640
 *
 * Prints its result; ends with 1 if it failed.
 */
import { SluiceClient } from 'sluice/client';

const [url = '', ...widths] = process.argv.slice(2);
const key = process.env['SLUICE_API_KEY'];

const sluice = new SluiceClient({
  url: process.env['SLUICE_URL'] ?? 'http://localhost:8080',
  ...(key === undefined ? {} : { apiKey: key }),
});

// An answer that got lost is asked for again by itself, and the job is there once.
const { job_id } = await sluice.enqueue({ type: 'resize', payload: { url, widths: widths.map(Number) } });
const job = await sluice.wait<unknown, { files: string[] }>(job_id, { timeoutMs: 60_000 });

if (job.status === 'completed') {
  process.stdout.write(`${job.result?.files.join('\n') ?? ''}\n`);
} else {
  process.stderr.write(`${job_id} ${job.status}: ${job.error?.message ?? ''}\n`);
  process.exitCode = 1;
}
