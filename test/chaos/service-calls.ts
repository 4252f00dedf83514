import type { Counters, StoredJob } from './ledger/evidence';

interface Page {
  readonly jobs: readonly StoredJob[];
  readonly next_page_token: string | null;
}

/** Every job that the service knows, as it tells them itself. */
export async function readStored(
  url: string,
  namespace = 'default',
): Promise<ReadonlyMap<string, StoredJob>> {
  const stored = new Map<string, StoredJob>();
  let token: string | null = null;
  do {
    const query: string = token === null ? '' : `&page_token=${encodeURIComponent(token)}`;
    const page = (await read(`${url}/jobs?view=full&page_size=500${query}`, namespace)) as Page;
    for (const job of page.jobs) {
      stored.set(job.id, job);
    }
    token = page.next_page_token;
  } while (token !== null);
  return stored;
}

/** What the service counted since the run began. */
export async function readCounters(url: string, namespace = 'default'): Promise<Counters> {
  return (await read(`${url}/metrics`, namespace)) as Counters;
}

async function read(url: string, namespace: string): Promise<unknown> {
  const response = await fetch(url, { headers: { 'sluice-namespace': namespace } });
  if (!response.ok) {
    throw new Error(`GET ${url}: ${response.status} ${await response.text()}`);
  }
  return await response.json();
}

/** Gives queues settings of their own, as an operator would. */
export async function configureQueues(url: string, queues: Readonly<Record<string, object>>): Promise<void> {
  for (const [name, settings] of Object.entries(queues)) {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(settings);
    const response = await fetch(`${url}/queues/${name}`, { method: 'PATCH', headers, body });
    if (!response.ok) {
      throw new Error(`PATCH /queues/${name}: ${response.status} ${await response.text()}`);
    }
  }
}
