import { EventPublisher } from '../../../src/core/event-publisher';
import { EventHub } from '../../../src/core/events';
import { systemClock } from '../../../src/core/clock';
import type { EventFeeds } from '../../../src/core/event-feed';
import type { JobStores } from '../../../src/core/job-store';
import { Lifecycle } from '../../../src/lifecycle/lifecycle';
import { EVENT_FEEDS, JOB_STORES } from '../../../src/persistence/persistence.module';
import { EventReader } from '../../support/event-reader';
import { untilTrue } from '../../support/until';
import { Puller } from '../leases/puller';
import { HttpBed } from './http-bed';

let bed: HttpBed;
const readers: EventReader[] = [];

beforeEach(async () => {
  bed = await HttpBed.start({ SLUICE_ROLE: 'all', SLUICE_MAX_EVENT_CLIENTS: '4' });
});
afterEach(async () => {
  readers.splice(0).forEach((reader) => reader.close());
  await bed.stop();
});

async function listen(query = '', headers: Record<string, string> = {}): Promise<EventReader> {
  const reader = await EventReader.open(bed.port, query, headers);
  readers.push(reader);
  return reader;
}

const job = (id: string, more: Record<string, unknown> = {}) =>
  bed.post(JSON.stringify({ id, payload: { duration_ms: 1 }, ...more }));

/** Ends when nothing can be missing any more: the fence came through the same feed, behind it. */
async function fence(reader: EventReader, id: string): Promise<void> {
  await job(id);
  await reader.until(`completed ${id}`);
}

const of = (reader: EventReader, id: string) =>
  reader.events.filter(({ data }) => data['job_id'] === id).map(({ event }) => event);

describe('GET /events', () => {
  it('tells how jobs end by themselves: expired, by a failed dependency, with a worker that is lost', async () => {
    const reader = await listen('?topic=jobs');
    await bed.ask('/queues/held/pause', { method: 'POST' });
    await job('late', { queue: 'held', ttl_ms: 50 });
    await job('parent', { failure_injection: { fail_first: 1 }, max_retries: 0 });
    await job('child', { depends_on: ['parent'], type: 'other' });
    await job('dropped', { depends_on: ['parent'], on_dependency_failure: 'cancel' });
    const puller = new Puller(bed);
    await job('crashed', { type: 'pulled', max_lapses: 2 });
    const take = { types: ['pulled'], wait_ms: 10_000, lease_ms: 1_000, worker: 'w' };
    expect(await puller.take(take)).toHaveLength(1);
    await reader.until('lapsed crashed');
    expect(await puller.take(take)).toHaveLength(1);
    await reader.until('failed crashed');
    for (const what of ['failed late', 'failed child', 'cancelled dropped']) {
      await reader.until(what);
    }
    expect(of(reader, 'crashed')).toEqual(['enqueued', 'started', 'lapsed', 'started', 'failed']);
    const told = (event: string, id: string) =>
      reader.events.find((one) => one.event === event && one.data['job_id'] === id)?.data;
    const none = { attempt: null, duration_ms: null };
    expect(told('failed', 'late')).toMatchObject({ ...none, queue: 'held', error_code: 'expired' });
    expect(told('failed', 'child')).toMatchObject({
      ...none,
      type: 'other',
      error_code: 'dependency_failed',
    });
    expect(told('cancelled', 'dropped')).toMatchObject({ ...none, error_code: 'dependency_failed' });
    expect(told('lapsed', 'crashed')).toMatchObject({ attempt: 1, error_code: null });
    expect(told('failed', 'crashed')).toMatchObject({ attempt: 2, error_code: 'lease_lapsed' });
    expect(Date.parse(String(told('lapsed', 'crashed')?.['at']))).toBeGreaterThan(Date.now() - 60_000);
  });

  it('tells what happens to jobs from the moment it is open, without payloads', async () => {
    const reader = await listen('?topic=jobs');
    await job('plain', { payload: { duration_ms: 1, secret: 'xyzzy' } });
    await job('again', { failure_injection: { fail_first: 1 }, backoff: { base_ms: 1 } });
    await job('bad', { failure_injection: { fail_first: 9 }, max_retries: 0 });
    await reader.until('completed plain');
    await reader.until('completed again');
    await reader.until('failed bad');
    expect(of(reader, 'plain').sort()).toEqual(['completed', 'enqueued', 'started']);
    expect(of(reader, 'again').filter((name) => name !== 'enqueued')).toEqual([
      ...['started', 'retried', 'started', 'completed'],
    ]);
    const failed = reader.events.find(({ event }) => event === 'failed');
    expect(failed?.id).toMatch(/^\d+-\d+$/);
    expect(failed?.data).toMatchObject({ queue: 'default', type: 'simulate', attempt: 1 });
    expect(typeof failed?.data['error_code']).toBe('string');
    expect(JSON.stringify(reader.events)).not.toContain('xyzzy');
    expect(reader.names).not.toContain('stats');
  });

  it('tells only what was asked for', async () => {
    const [byQueue, byType, byJob] = [
      await listen('?queue=mail&topic=jobs'),
      await listen('?type=none&topic=jobs'),
      await listen('?job=b&topic=jobs'),
    ];
    const all = await listen();
    await job('a', { queue: 'mail' });
    await job('b');
    await all.until('completed a');
    await all.until('completed b');
    await byQueue.until('completed a');
    await byJob.until('completed b');
    expect(byQueue.names.sort()).toEqual(['completed a', 'enqueued a', 'started a']);
    expect(byJob.names.sort()).toEqual(['completed b', 'enqueued b', 'started b']);
    expect(byType.names).toEqual([]);
  });

  it('tells of jobs that were cancelled while they waited, one by one and many at once', async () => {
    const reader = await listen('?topic=jobs&queue=later');
    for (const id of ['x', 'y', 'z']) {
      await job(id, { queue: 'later', delay_ms: 60_000 });
    }
    await bed.ask('/jobs/x/cancel', { method: 'POST' });
    const headers = { 'content-type': 'application/json' };
    await bed.ask('/jobs/cancel', { method: 'POST', headers, body: '{"ids":["y","z"]}' });
    for (const id of ['x', 'y', 'z']) {
      await reader.until(`cancelled ${id}`);
      expect(of(reader, id)).toEqual(['enqueued', 'cancelled']);
    }
  });

  it('tells of what remote workers do, also where another replica gave out the job', async () => {
    const api = await HttpBed.on(bed.redis);
    const [one, two] = [new Puller(bed), new Puller(api)];
    const reader = await listen('?topic=jobs');
    for (const id of ['a', 'b', 'c', 'd']) {
      await job(id, { type: 'pulled', max_retries: id === 'b' ? 0 : 1 });
    }
    const jobs = await one.take({ types: ['pulled'], max_jobs: 4, wait_ms: 5_000, worker: 'w' });
    const [a, b, c, d] = [...jobs].sort((x, y) => (x.id < y.id ? -1 : 1));
    if (a === undefined || b === undefined || c === undefined || d === undefined) {
      throw new Error(`too few jobs: ${JSON.stringify(jobs)}`);
    }
    await one.complete(a);
    await one.fail(b, { code: 'broken', message: 'secret words' });
    await one.fail(c, { code: 'broken', message: 'secret words', retry_after_ms: 60_000 });
    await two.complete(d);
    for (const name of ['completed d', 'started d', 'enqueued d', 'retried c']) {
      await reader.until(name);
    }
    await api.close();
    expect(of(reader, 'a')).toEqual(['enqueued', 'started', 'completed']);
    expect(of(reader, 'b')).toEqual(['enqueued', 'started', 'failed']);
    // Each process sends what it saw when it comes to it: between two of them there is no order.
    expect(of(reader, 'd').sort()).toEqual(['completed', 'enqueued', 'started']);
    const failed = reader.events.find(({ event }) => event === 'failed');
    expect(failed?.data).toMatchObject({ job_id: 'b', type: 'pulled', attempt: 1, error_code: 'broken' });
    const last = reader.events.find(({ event, data }) => event === 'completed' && data['job_id'] === 'd');
    expect(last?.data).toMatchObject({ queue: 'default', type: 'pulled', attempt: 1 });
    expect(JSON.stringify(reader.events)).not.toContain('secret words');
  });

  it('keeps nothing in Redis while nobody listens', async () => {
    await job('unheard');
    await bed.ask('/jobs/unheard?wait_ms=5000');
    const redis = bed.redis.client();
    expect(await redis.exists('sluice:{default}:events', 'sluice:{default}:events:listened')).toBe(0);
    const reader = await listen();
    await fence(reader, 'heard');
    expect(reader.names).not.toContain('completed unheard');
    expect(await redis.pttl('sluice:{default}:events')).toBeGreaterThan(0);
    expect(await redis.pttl('sluice:{default}:events:listened')).toBeGreaterThan(0);
    await redis.quit();
  });

  it('goes on behind the last event that a client has, and begins nothing twice', async () => {
    const [first, other] = [await listen('?topic=jobs'), await listen('?topic=jobs')];
    await fence(first, 'one');
    first.close();
    await fence(other, 'two');
    const again = await listen('?topic=jobs', { 'last-event-id': first.lastId ?? '' });
    await fence(again, 'three');
    expect(of(again, 'one')).toEqual([]);
    expect(of(again, 'two').sort()).toEqual(['completed', 'enqueued', 'started']);
    expect(again.names).not.toContain('gap');
    const ids = again.events.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('tells what operators and limits do: pause, resume, dropped, redriven, purged, trimmed', async () => {
    const reader = await listen('?queue=full');
    const only = await listen('?topic=queues');
    const json = { 'content-type': 'application/json' };
    const send = (method: string, path: string, body: unknown = {}) =>
      bed.ask(`/queues/full${path}`, { method, headers: json, body: JSON.stringify(body) });
    await send('PATCH', '', { max_depth: 1, overflow: 'drop_oldest' });
    await bed.ask('/queues/full/pause', { method: 'POST' });
    await job('a', { queue: 'full' });
    await job('b', { queue: 'full' });
    await reader.until('failed a');
    expect((await bed.ask('/jobs/a/retry', { method: 'POST' })).status).toBe(200);
    await reader.until('redriven a');
    expect((await send('POST', '/purge', { states: ['queued'] })).body).toMatchObject({ changed: 2 });
    await reader.until('purged b');
    await send('PATCH', '', { retention: { count: 0 } });
    await bed.ask('/queues/full/resume', { method: 'POST' });
    await job('c', { queue: 'full' });
    await reader.until('trimmed', 20_000);
    await only.until('trimmed', 20_000);
    const told = (event: string) => reader.events.find((one) => one.event === event);
    expect(of(reader, 'a').sort()).toEqual(['enqueued', 'failed', 'purged', 'redriven']);
    expect(told('failed')?.data).toMatchObject({ error_code: 'dropped', queue: 'full', type: 'simulate' });
    expect(told('paused')?.data).toEqual({
      ...{ event: 'paused', queue: 'full', jobs: null, by: null },
      at: expect.stringMatching(/^20\d\d-.*Z$/) as string,
    });
    expect(told('trimmed')?.data).toMatchObject({ queue: 'full', jobs: 1 });
    expect(only.names.slice(0, 2)).toEqual(['paused', 'resumed']);
    expect(new Set(only.names)).toEqual(new Set(['paused', 'resumed', 'trimmed']));
  });

  it('goes on in the middle of events that were told together, also for those that ask for some only', async () => {
    const [first, keeper] = [await listen('?topic=jobs'), await listen('?topic=jobs&queue=q1')];
    const hub = new EventHub();
    const publisher = new EventPublisher(
      bed.app.get<EventFeeds>(EVENT_FEEDS),
      bed.app.get<JobStores>(JOB_STORES),
      hub,
      systemClock,
    );
    publisher.start();
    for (let i = 0; i < 200; i += 1) {
      const enqueued = { id: `n${i}`, queue: `q${i % 2}`, type: 't', outcome: 'created' } as const;
      hub.emit('enqueued', { namespace: 'default', ...enqueued });
    }
    await publisher.stop();
    await first.until('enqueued n199');
    await keeper.until('enqueued n199');
    const middle = first.events.find(({ data }) => data['job_id'] === 'n100')?.id ?? '';
    const told = async (query: string, after: string) => {
      const again = await listen(`?topic=jobs${query}`, { 'last-event-id': after });
      await again.until('enqueued n199');
      again.close();
      await untilTrue(
        () => again.ended,
        20_000,
        () => 'still open',
      );
      return again.events.map(({ id }) => id);
    };
    const ids = first.events.map(({ id }) => id);
    expect(await told('', middle)).toEqual(ids.slice(ids.indexOf(middle) + 1));
    const odd = first.events.filter(({ data }) => data['queue'] === 'q1').map(({ id }) => id);
    expect(keeper.events.map(({ id }) => id)).toEqual(odd);
    expect(await told('&queue=q1', middle)).toEqual(odd.slice(50));
    expect(await told('&job=n199', middle)).toEqual(odd.slice(-1));
  });

  it('says gap where nobody listened meanwhile, or the last event is not kept any more', async () => {
    const first = await listen('?topic=jobs');
    await fence(first, 'one');
    const redis = bed.redis.client();
    first.close();
    // As after LISTENER_MS: the process that listened has gone.
    await untilTrue(
      async () => (await redis.del('sluice:{default}:events:listened')) >= 0 && first.ended,
      20_000,
      () => 'the reader is still there',
    );
    await redis.del('sluice:{default}:events:listened');
    const again = await listen(`?topic=jobs&last_event_id=${first.lastId}`);
    await again.until('gap');
    await fence(again, 'two');
    const unknown = await listen('?topic=jobs', { 'last-event-id': '99999999999999-0' });
    await unknown.until('gap');
    await fence(unknown, 'three');
    await redis.quit();
  });

  it('tells the sums at once, and when they changed', async () => {
    const reader = await listen('?topic=stats');
    await reader.until('stats');
    await job('counted');
    const completed = () => {
      const states = reader.events.at(-1)?.data['states'];
      return (states as Record<string, number> | undefined)?.['completed'] === 1;
    };
    await reader.untilTrue(completed, 'a completed job in the sums');
    expect(new Set(reader.names)).toEqual(new Set(['stats']));
    expect(reader.events.length).toBeLessThanOrEqual(5);
  });

  it('leaves out what a slow client does not read, and what is too much for one, says so, and goes on', async () => {
    const slow = await listen('?topic=jobs');
    const all = await listen();
    const some = await listen('?topic=jobs&queue=some');
    slow.pause();
    const hub = new EventHub();
    const publisher = new EventPublisher(
      bed.app.get<EventFeeds>(EVENT_FEEDS),
      bed.app.get<JobStores>(JOB_STORES),
      hub,
      systemClock,
    );
    publisher.start();
    let sent = 0;
    const send = (id: string, queue = 'q') => {
      sent += 1;
      const one = { namespace: 'default', id, queue, type: 't'.repeat(100), outcome: 'created' } as const;
      hub.emit('enqueued', one);
    };
    const missed = (reader: EventReader) =>
      new Set(reader.events.filter(({ event }) => event === 'gap').map(({ data }) => data['reason']));
    // More than anybody is told in that time.
    const rounds: string[] = [];
    while (missed(all).size === 0 && rounds.length < 30) {
      for (let i = 0; i < 10_000; i += 1) {
        send(`n${i}`);
      }
      rounds.push(`round-${rounds.length}`);
      send(rounds.at(-1) ?? '', 'some');
      await some.until(`enqueued ${rounds.at(-1)}`, 30_000);
    }
    expect(some.names).toEqual(rounds.map((round) => `enqueued ${round}`));
    slow.resume();
    for (const reader of [slow, all]) {
      await reader.until('gap', 30_000);
    }
    // What comes while they still have too much is missed, too.
    for (const reader of [slow, all]) {
      let last = '';
      await untilTrue(
        () => {
          last = `last-${sent}`;
          send(last);
          return reader.names.some((name) => name.startsWith('enqueued last-'));
        },
        30_000,
        () => `told: ${JSON.stringify(reader.names.slice(-5))}, sent up to ${last}`,
      );
      expect(reader.events.length).toBeLessThan(sent);
    }
    expect(missed(all)).toEqual(new Set(['busy']));
    expect(all.names).toContain('stats');
    await publisher.stop();
  });

  it('says goodbye when the service drains, and takes no more clients', async () => {
    const reader = await listen();
    bed.app.get(Lifecycle).enter('draining');
    await reader.untilTrue(() => reader.ended, 'the end', 1_000);
    expect(reader.names.at(-1)).toBe('draining');
    expect(await bed.ask('/events')).toMatchObject({ status: 503, body: { code: 'draining' } });
  });

  it('serves as many clients as it may, and others once one has left', async () => {
    const four = [await listen(), await listen(), await listen(), await listen()];
    const refused = await bed.ask('/events');
    expect(refused).toMatchObject({ status: 503, body: { code: 'too_many_clients' } });
    expect(refused.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    four[0]?.close();
    await untilTrue(
      () =>
        listen().then(
          () => true,
          () => false,
        ),
      20_000,
      () => 'no room',
    );
  });

  it('answers a HEAD with its headers, at once', async () => {
    const answer = await fetch(`http://127.0.0.1:${bed.port}/events`, { method: 'HEAD' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(await answer.text()).toBe('');
  });

  it('names what is wrong with a request', async () => {
    const answer = await bed.ask('/events?queue=a%20b&topic=all&nope=1', {
      headers: { 'last-event-id': 'x' },
    });
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid' } });
    expect(answer.body['errors']).toEqual([
      { parameter: 'nope', detail: expect.any(String) as string },
      { parameter: 'queue', detail: expect.any(String) as string },
      { parameter: 'topic', detail: expect.any(String) as string },
      { header: 'Last-Event-ID', detail: expect.any(String) as string },
    ]);
  });

  it('tells the events of one namespace to nobody in another', async () => {
    const other = await listen('?topic=jobs', { 'sluice-namespace': 'other' });
    const own = await listen('?topic=jobs');
    await fence(own, 'mine');
    await bed.post('{"id":"theirs"}', { 'sluice-namespace': 'other' });
    await other.until('enqueued theirs');
    expect(other.names).toEqual(['enqueued theirs']);
  });

  it('is told by nobody less when Redis was away: a gap, then what comes', async () => {
    const reader = await listen('?topic=jobs');
    await fence(reader, 'before');
    await bed.redis.restart();
    await reader.until('gap', 20_000);
    await untilTrue(
      async () => (await job('after')).status < 300,
      10_000,
      () => 'not accepted',
    );
    await reader.untilTrue(() => reader.names.some((name) => / after$/.test(name)), 'the job after', 10_000);
    expect(reader.ended).toBe(false);
  });
});
