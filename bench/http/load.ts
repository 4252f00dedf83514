import { Pool } from 'undici';

/** What one run of requests came to. */
export interface Load {
  readonly requestsPerSecond: number;
  /** ms */
  readonly p99: number;
}

/**
 * Sends requests over so many connections, one after the other on each.
 *
 * @throws if one is not answered with a 2xx.
 */
export async function load(
  url: string,
  { connections, requests }: { readonly connections: number; readonly requests: number },
  path: string,
  body: () => string,
): Promise<Load> {
  const pool = new Pool(url, { connections, pipelining: 1 });
  const times: number[] = [];
  let left = requests;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (left > 0) {
        left -= 1;
        const sent = performance.now();
        const answer = await pool.request({
          ...{ path, method: 'POST', body: body() },
          headers: { 'content-type': 'application/json' },
        });
        const text = await answer.body.text();
        if (answer.statusCode < 200 || answer.statusCode > 299) {
          throw new Error(`${url}${path} answered ${answer.statusCode}: ${text.slice(0, 300)}`);
        }
        times.push(performance.now() - sent);
      }
    }),
  );
  const elapsedMs = performance.now() - began;
  await pool.close();
  times.sort((a, b) => a - b);
  return {
    requestsPerSecond: (requests / elapsedMs) * 1_000,
    p99: times[Math.floor(times.length * 0.99)] ?? NaN,
  };
}
