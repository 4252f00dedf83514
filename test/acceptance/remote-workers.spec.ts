import { Cluster } from '../support/cluster';
import type { Service } from '../support/service';
import { SluiceClient } from '../support/sluice-client';
import { untilTrue } from '../support/until';
import { WaitingCrowd } from '../support/waiting-crowd';

/** Each has a socket of its own, and asks again as soon as it has got a job. */
const WAITING = 1_000;
const ROUNDS = 200;

describe('remote workers on processes of their own', () => {
  let cluster: Cluster;

  beforeEach(async () => {
    cluster = await Cluster.start();
  });
  afterEach(() => cluster.stop());

  const connections = async () => {
    const client = cluster.redis.client();
    const list = String(await client.client('LIST'));
    await client.quit();
    return list.trim().split('\n').length - 1;
  };

  const leave = async (service: Service, crowd: WaitingCrowd) => {
    service.signal('SIGTERM');
    const exit = await service.exited();
    const answers = await crowd.last();
    return { exit, answers };
  };

  it(`serves a thousand waiting ones on one process, at the cost of one connection to Redis, and drains`, async () => {
    const service = await cluster.service({ SLUICE_ROLE: 'api' });
    const client = new SluiceClient(service.url);
    const before = await connections();
    const crowd = new WaitingCrowd(service.port, { types: ['pulled'], wait_ms: 30_000 });
    await crowd.start(WAITING);
    const allWait = () =>
      untilTrue(
        () => crowd.waiting === WAITING,
        20_000,
        () => `${crowd.waiting} wait`,
      );
    await allWait();
    expect(await connections()).toBe(before + 1);

    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const sentAt = performance.now();
      const id = await client.enqueue({ type: 'pulled' });
      times.push((await crowd.got(id)) - sentAt);
    }
    times.sort((a, b) => a - b);
    const at = (share: number) => times[Math.floor(times.length * share)]?.toFixed(1);
    console.info(`${WAITING} wait; a job reaches one in ${at(0.5)} ms (median), ${at(0.95)} ms (95 %)`);
    expect(crowd.servedTwice()).toEqual([]);

    await allWait();
    await client.metrics(); // sent after the last of their requests, answered after it arrived
    crowd.stop();
    const { exit, answers } = await leave(service, crowd);
    expect(exit).toMatchObject({ code: 0 });
    expect(exit.afterMs).toBeLessThan(2_000);
    expect(answers).toEqual({ '200 with 0 jobs': WAITING });
  });
});
