import { Cluster } from '../support/cluster';
import { SluiceClient } from '../support/sluice-client';

describe('a full queue', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await Cluster.start();
  });
  afterAll(() => cluster.stop());

  it('takes exactly its depth, over two API processes and 500 senders at once', async () => {
    const env = { SLUICE_ROLE: 'api', SLUICE_MAX_DEPTH: '100' };
    const apis = await Promise.all([cluster.service(env), cluster.service(env)]);
    const clients = apis.map((api) => new SluiceClient(api.url));

    const responses = await Promise.all(
      Array.from({ length: 500 }, (_, i) => clients[i % clients.length]!.post({ payload: { i } })),
    );

    const refused = responses.filter((response) => response.status !== 202);
    expect(responses.length - refused.length).toBe(100);
    expect(refused).toHaveLength(400);
    for (const response of refused) {
      expect(response.status).toBe(503);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      expect(response.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
      expect(await response.json()).toMatchObject({ code: 'queue_full' });
    }
    expect(await clients[0]?.metrics()).toMatchObject({ queue_depth: 100, in_progress: 0, processed: 0 });
  });
});
