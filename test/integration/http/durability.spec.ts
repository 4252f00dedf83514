import type { Redis } from 'ioredis';
import { TestRedis } from '../../support/redis-server';
import { untilTrue } from '../../support/until';
import { HttpBed } from './http-bed';

const DIRECT = ['--save', '', '--appendonly', 'no', '--repl-diskless-sync-delay', '0'];

/** Jobs of which nobody hears before replicas have them. */
describe('durability', () => {
  let bed: HttpBed;
  /** Gives a replica on a busy machine all the time that it may need. */
  let patient: HttpBed;
  let replica: TestRedis;
  let follower: Redis;
  beforeAll(async () => {
    bed = await HttpBed.on(await TestRedis.start(DIRECT), { SLUICE_DURABILITY_WAIT_MS: '150' });
    patient = await HttpBed.on(bed.redis, { SLUICE_DURABILITY_WAIT_MS: '20000' });
    replica = await TestRedis.start(DIRECT);
    follower = replica.client();
  });
  afterAll(async () => {
    await follower.quit();
    await patient.close();
    await bed.stop();
    await replica.stop();
  });

  const enqueue = (id: string, durability?: string, by = bed) => by.post(JSON.stringify({ id, durability }));
  const bulk = (jobs: readonly object[], query = '', by = bed) =>
    by.ask(`/jobs/bulk${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(jobs),
    });

  describe('without a replica', () => {
    it('answers 503 not_replicated, and the job is stored; the same id may be sent again', async () => {
      const answer = await enqueue('a', 'replicated');
      expect(answer).toMatchObject({ status: 503, body: { code: 'not_replicated' } });
      expect(answer.headers['retry-after']).toBe('1');
      expect(answer.body['detail']).toContain('may be stored');

      expect((await bed.ask('/jobs/a')).status).toBe(200);
      expect(await enqueue('a', 'replicated')).toMatchObject({
        status: 503,
        body: { code: 'not_replicated' },
      });
      expect(await enqueue('a')).toMatchObject({ status: 200, body: { outcome: 'duplicate' } });
    });

    it('takes jobs that do not ask for it as ever', async () => {
      expect((await enqueue('b')).status).toBe(202);
      expect((await enqueue('c', 'primary')).status).toBe(202);
    });

    it('answers a bulk for each job, and an atomic one as a whole', async () => {
      const jobs = [{ id: 'd' }, { id: 'e', durability: 'replicated' }];
      expect(await bulk(jobs)).toMatchObject({ status: 503, body: { code: 'not_replicated' } });
      expect(await bulk(jobs, '?atomic=true')).toMatchObject({
        status: 503,
        body: { code: 'not_replicated' },
      });
      expect((await bed.ask('/jobs/e')).status).toBe(200);
    });

    it('is what the setting says where a job does not', async () => {
      const careful = await HttpBed.on(bed.redis, {
        SLUICE_DURABILITY: 'replicated',
        SLUICE_DURABILITY_WAIT_MS: '50',
      });
      try {
        expect((await careful.post('{"id":"f"}')).status).toBe(503);
        expect((await careful.post('{"id":"g","durability":"primary"}')).status).toBe(202);
      } finally {
        await careful.close();
      }
    });

    it('refuses another word for it, and stores nothing', async () => {
      expect(await enqueue('h', 'everywhere')).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: '/durability', detail: 'must be one of primary, replicated' }] },
      });
      expect((await bed.ask('/jobs/h')).status).toBe(404);
    });
  });

  it('cannot be given to the jobs of a schedule, whose answer nobody waits for', async () => {
    const answer = await bed.ask('/schedules/s', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ cron: '0 * * * *', job: { durability: 'replicated' } }),
    });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/job/durability' }] } });
  });

  describe('with a replica', () => {
    beforeAll(async () => {
      await follower.replicaof('127.0.0.1', bed.redis.port);
      const primary = bed.redis.client();
      const online = async () => (await primary.info('replication')).includes('state=online');
      await untilTrue(online, 30_000, () => 'the replica does not come');
      await primary.quit();
    });

    it('answers 202 when the replica has the job, to any number at once', async () => {
      const ids = Array.from({ length: 200 }, (_, index) => `r${index}`);
      const answers = await Promise.all(ids.map((id) => enqueue(id, 'replicated', patient)));
      expect(answers.every(({ status }) => status === 202)).toBe(true);
      const there = await Promise.all(ids.map((id) => follower.exists(`sluice:{default}:job:${id}`)));
      expect(there).toEqual(ids.map(() => 1));
    });

    it('answers a job that was sent before once the replica has it', async () => {
      const again = await enqueue('a', 'replicated', patient);
      expect(again).toMatchObject({ status: 200, body: { outcome: 'duplicate' } });
      const answer = await bulk([{ id: 'e', durability: 'replicated' }, { id: 'new' }], '', patient);
      expect(answer).toMatchObject({ status: 200, body: { created: 1, duplicate: 1 } });
    });

    it('does not believe a connection that is new', async () => {
      const killer = bed.redis.client();
      const jobs = Array.from({ length: 50 }, (_, index) => `k${index}`);
      const sending = jobs.map((id) => enqueue(id, 'replicated', patient));
      await killer.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      const answers = await Promise.all(sending);
      // A busy machine may connect too late for some, which is a 503; who is told 202 is on the replica.
      const taken = jobs.filter((_, index) => answers[index]?.status === 202);
      expect(answers.every(({ status }) => status === 202 || status === 503)).toBe(true);
      const there = await Promise.all(taken.map((id) => follower.exists(`sluice:{default}:job:${id}`)));
      expect(there).toEqual(taken.map(() => 1));
      await killer.quit();
    });

    it('answers 503 again when the replica stands still', async () => {
      replica.signal('SIGSTOP');
      try {
        expect((await enqueue('late', 'replicated')).status).toBe(503);
        expect((await enqueue('plain')).status).toBe(202);
      } finally {
        replica.signal('SIGCONT');
      }
    });
  });
});
