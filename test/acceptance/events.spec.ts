import { Cluster } from '../support/cluster';
import { EventReader } from '../support/event-reader';
import { SluiceClient } from '../support/sluice-client';

describe('GET /events across processes', () => {
  let cluster: Cluster;
  beforeEach(async () => {
    cluster = await Cluster.start();
  });
  afterEach(() => cluster.stop());

  it('tells at one replica what workers do, ends first at a stop, and goes on at another replica', async () => {
    const [one, two] = await Promise.all([
      cluster.service({ SLUICE_ROLE: 'api' }),
      cluster.service({ SLUICE_ROLE: 'api' }),
    ]);
    await Promise.all([
      cluster.service({ SLUICE_ROLE: 'worker' }),
      cluster.service({ SLUICE_ROLE: 'worker' }),
    ]);
    const reader = await EventReader.open(one.port);
    const client = new SluiceClient(two.url);
    const quick = { payload: { duration_ms: 5 } };
    const ids = await client.enqueueAll(Array.from({ length: 40 }, () => quick));
    const told = (who: EventReader, name: string) => ids.every((id) => who.names.includes(`${name} ${id}`));
    for (const name of ['enqueued', 'started', 'completed']) {
      await reader.untilTrue(() => told(reader, name), `${name} of each job`);
    }
    const done = () => {
      const states = reader.events.findLast(({ event }) => event === 'stats')?.data['states'];
      return (states as Record<string, number> | undefined)?.['completed'] === 40;
    };
    await reader.untilTrue(done, 'the sums');

    one.signal('SIGTERM');
    const exit = await one.exited();
    expect(exit).toMatchObject({ code: 0, signal: null });
    expect(exit.afterMs).toBeLessThan(2_000);
    expect(reader.ended).toBe(true);
    expect(reader.names.at(-1)).toBe('draining');

    const last = await client.enqueue(quick);
    const again = await EventReader.open(two.port, '?topic=jobs', { 'last-event-id': reader.lastId ?? '' });
    await again.until(`completed ${last}`);
    // Each event once over both connections, unless the feed said that some are missing.
    const both = [...reader.names, ...again.names].filter((name) => name !== 'stats' && name !== 'draining');
    expect(new Set(both).size).toBe(both.length);
    again.close();
  });

  it('tells the last outcomes of a worker that stops', async () => {
    const api = await cluster.service({ SLUICE_ROLE: 'api' });
    const worker = await cluster.service({ SLUICE_ROLE: 'worker' });
    const reader = await EventReader.open(api.port, '?topic=jobs');
    const id = await new SluiceClient(api.url).enqueue({ payload: { duration_ms: 800 } });
    await reader.until(`started ${id}`);
    worker.signal('SIGTERM');
    expect((await worker.exited()).code).toBe(0);
    await reader.until(`completed ${id}`);
    reader.close();
  });
});
