import type { JobStores } from '../../../src/core/job-store';
import type { ScheduleStore, ScheduleStores } from '../../../src/core/schedule-store';
import { JOB_STORES, SCHEDULE_STORES } from '../../../src/persistence/persistence.module';
import { untilTrue } from '../../support/until';
import { type Answer, HttpBed } from './http-bed';

let bed: HttpBed;
let schedules: ScheduleStore;

const put = (name: string, body: unknown, headers: Record<string, string> = {}) =>
  bed.ask(`/schedules/${name}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const get = (name: string) => bed.ask(`/schedules/${name}`);
const post = (path: string, headers: Record<string, string> = {}) =>
  bed.ask(`/schedules/${path}`, { method: 'POST', headers });
const remove = (name: string, headers: Record<string, string> = {}) =>
  bed.ask(`/schedules/${name}`, { method: 'DELETE', headers });
const tagOf = (answer: Answer) => String(answer.headers['etag']);
const pointers = (answer: Answer) =>
  (answer.body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer).sort();

beforeAll(async () => {
  bed = await HttpBed.start({ SLUICE_MAX_PAYLOAD_BYTES: '2000' });
  schedules = bed.app.get<ScheduleStores>(SCHEDULE_STORES).schedules('default');
});
afterAll(() => bed.stop());

describe('PUT and GET /schedules/{name}', () => {
  it('makes a schedule, shows its next five times, and gives the payload back as it came', async () => {
    const body = `{"cron":"0 6 * * MON","time_zone":"America/New_York","job":{"type":"report","queue":"q",
      "payload":{"n":12345678901234567890,"e":[]}}}`;
    const made = await put('weekly', body);
    expect(made).toMatchObject({
      status: 201,
      body: {
        ...{ name: 'weekly', state: 'active', cron: '0 6 * * MON', time_zone: 'America/New_York' },
        ...{ every_ms: null, anchor_at: null, overlap: 'skip', catch_up: 1, paused_at: null },
        ...{ last_run: null, last_skip: null, held: null },
        job: { type: 'report', queue: 'q' },
      },
    });
    expect(made.text).toContain('"payload":{"n":12345678901234567890,"e":[]}');
    const times = made.body['next_times'] as string[];
    expect(times).toHaveLength(5);
    for (const time of times) {
      expect(new Date(time).getUTCDay()).toBe(1);
      expect(time).toMatch(/T1[01]:00:00\.000Z$/);
    }
    const read = await get('weekly');
    expect({ ...read.body, as_of: 0 }).toEqual({ ...made.body, as_of: 0 });
    expect(tagOf(read)).toBe(tagOf(made));
    expect((await put('weekly', body)).status).toBe(200);
    expect(tagOf(await get('weekly'))).toBe(tagOf(made));
  });

  it('keeps the beat of a period, whatever else is changed', async () => {
    const made = (await put('beat', { every_ms: 3_600_000 })).body;
    const changed = await put('beat', { every_ms: 3_600_000, job: { priority: 5 }, overlap: 'allow' });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({
      ...{ anchor_at: made['anchor_at'], next_times: made['next_times'], overlap: 'allow' },
      job: { priority: 5, payload: null },
    });
    const other = (await put('beat', { every_ms: 3_600_001 })).body;
    expect(other['anchor_at']).not.toBe(made['anchor_at']);
    const started = await put('beat', { every_ms: 60_000, starts_at: '2020-01-01T00:00:07Z' });
    expect(started.body).toMatchObject({ anchor_at: '2020-01-01T00:00:07.000Z' });
    expect((started.body['next_times'] as string[])[0]).toMatch(/:07\.000Z$/);
  });

  it('shows a schedule whose time is over as ended', async () => {
    const { body } = await put('over', { every_ms: 1_000, ends_at: '2020-01-01T00:00:00Z' });
    expect(body).toMatchObject({ state: 'ended', next_times: [] });
  });

  it('changes only what If-Match names', async () => {
    expect((await put('match', { every_ms: 60_000 }, { 'if-match': '*' })).status).toBe(412);
    expect((await get('match')).status).toBe(404);
    const tag = tagOf(await put('match', { every_ms: 60_000 }));
    const second = await put('match', { every_ms: 70_000 }, { 'if-match': `"x", ${tag}` });
    expect(second.status).toBe(200);
    expect(await put('match', { every_ms: 80_000 }, { 'if-match': tag })).toMatchObject({
      ...{ status: 412, body: { code: 'precondition_failed' } },
    });
    expect((await remove('match', { 'if-match': tag })).status).toBe(412);
    expect((await get('match')).body['every_ms']).toBe(70_000);
    await post('match/pause');
    expect((await remove('match', { 'if-match': tagOf(second) })).status).toBe(412); // it is paused now
    expect((await remove('match', { 'if-match': '*' })).status).toBe(204);
    expect((await remove('match')).status).toBe(404);
  });

  it('lets all of many writers through that name no version, and one of those that name the same', async () => {
    const tag = tagOf(await put('race', { every_ms: 60_000 }));
    const all = await Promise.all(Array.from({ length: 8 }, (_, i) => put('race', { every_ms: 61_000 + i })));
    expect(all.map(({ status }) => status)).toEqual(Array(8).fill(200));
    const now = tagOf(await get('race'));
    expect(now).not.toBe(tag);
    const some = await Promise.all(
      Array.from({ length: 8 }, (_, i) => put('race', { every_ms: 70_000 + i }, { 'if-match': now })),
    );
    expect(some.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(some.filter(({ status }) => status === 412)).toHaveLength(7);
  });

  it.each<[string, unknown, ...string[]]>([
    ['no times', {}, '/cron'],
    ['both kinds of times', { cron: '* * * * *', every_ms: 1_000 }, '/cron'],
    ['a zone for a period', { every_ms: 1_000, time_zone: 'UTC' }, '/time_zone'],
    ['no cron expression', { cron: '* * * *' }, '/cron'],
    ['seconds', { cron: '* * * * * *' }, '/cron'],
    ['a cron expression that is no text', { cron: 5 }, '/cron'],
    ['a day that never comes', { cron: '0 0 30 2 *' }, '/cron'],
    ['an unknown zone', { cron: '* * * * *', time_zone: 'Mars/Olympus' }, '/time_zone'],
    ['a period that is too short', { every_ms: 999 }, '/every_ms'],
    [
      'several at once',
      { every_ms: 1_000.5, overlap: 'no', catch_up: 101 },
      '/catch_up',
      '/every_ms',
      '/overlap',
    ],
    ['moments', { every_ms: 1_000, starts_at: 'now', ends_at: null }, '/ends_at', '/starts_at'],
    [
      'an end before the start',
      { every_ms: 1_000, starts_at: '2030-01-01T00:00:00Z', ends_at: '2030-01-01T00:00:00Z' },
      '/ends_at',
    ],
    ['paused as a word', { every_ms: 1_000, paused: 'yes' }, '/paused'],
    ['unknown fields', { every_ms: 1_000, 'a/b': 1, constructor: 1 }, '/a~1b', '/constructor'],
    ['a job that is none', { every_ms: 1_000, job: [] }, '/job'],
    [
      'what could hold for one slot only',
      { every_ms: 1_000, job: { id: 'x', delay_ms: 1, expires_at: '2030-01-01T00:00:00Z' } },
      ...['/job/delay_ms', '/job/expires_at', '/job/id'],
    ],
    ['fields of its job', { every_ms: 1_000, job: { priority: 1e9, nope: 1 } }, '/job/nope', '/job/priority'],
    ['deep in its job', { every_ms: 1_000, job: { backoff: { factor: 'x' } } }, '/job/backoff/factor'],
  ])('refuses %s and changes nothing', async (_what, body, ...expected) => {
    const answer = await put('refused', body);
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid' } });
    expect(pointers(answer)).toEqual(expected);
    expect((await get('refused')).status).toBe(404);
  });

  it('refuses names, media types and sizes that cannot be', async () => {
    for (const name of ['a%20b', 'x'.repeat(101), '%2e%2e']) {
      expect((await put(name, { every_ms: 1_000 })).status).toBe(422);
      expect((await get(name)).status).toBe(404);
    }
    expect((await put('refused', '{')).status).toBe(400);
    expect((await put('refused', '[]')).status).toBe(422);
    expect((await put('refused', '{}', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await put('refused', { every_ms: 1_000, job: { payload: 'x'.repeat(2_000) } })).status).toBe(413);
  });
});

describe('GET /schedules', () => {
  it('pages by name, without payloads, each namespace by itself', async () => {
    const headers = { 'sluice-namespace': 'paged' };
    for (const name of ['b', 'a:1', 'a']) {
      await put(name, { every_ms: 60_000, job: { payload: { large: 1 }, tags: ['t'] } }, headers);
    }
    const page = async (query: string) => (await bed.ask(`/schedules${query}`, { headers })).body;
    const first = await page('?page_size=2');
    expect(first).toMatchObject({ schedules: [{ name: 'a' }, { name: 'a:1' }], next_page_token: 'a:1' });
    expect((first['schedules'] as { job: object }[])[0]?.job).toEqual({ tags: ['t'] });
    expect(await page('?page_size=2&page_token=a:1')).toMatchObject({
      ...{ schedules: [{ name: 'b' }], next_page_token: null },
    });
    expect((await bed.ask('/schedules/b')).status).toBe(404);
    expect((await bed.ask('/schedules?page_size=0')).status).toBe(422);
    expect((await bed.ask('/schedules?x=1')).status).toBe(422);
  });

  it('answers with the fields that the document lists', async () => {
    await put('listed', { every_ms: 60_000 });
    const { components } = (await bed.ask('/openapi.json')).body as {
      components: { schemas: Record<string, { properties: object }> };
    };
    const described = (name: string) => Object.keys(components.schemas[name]?.properties ?? {});
    await post('listed/run');
    const { body } = await get('listed');
    expect(Object.keys(body)).toEqual(described('ScheduleDto'));
    expect(Object.keys(body['last_run'] as object)).toEqual(described('ScheduleRunDto'));
    expect(Object.keys((await bed.ask('/schedules')).body)).toEqual(described('SchedulePageDto'));
  });

  it('has examples that the service takes', async () => {
    const { paths } = (await bed.ask('/openapi.json')).body as {
      paths: Record<
        string,
        Record<string, { requestBody: { content: Record<string, { examples: object }> } }>
      >;
    };
    const content = paths['/schedules/{name}']?.['put']?.requestBody.content['application/json'];
    const examples = Object.values(content?.examples ?? {}) as { value: unknown }[];
    expect(examples.length).toBeGreaterThanOrEqual(3);
    for (const { value } of examples) {
      expect([200, 201]).toContain((await put('example', value)).status);
    }
  });
});

describe('pause, resume and run', () => {
  it('pause takes its times, resume gives them back from now on, and both can be repeated', async () => {
    await put('paused', { cron: '0 0 1 1 *' });
    const first = await post('paused/pause');
    expect(first).toMatchObject({ status: 200, body: { state: 'paused', next_times: [] } });
    expect((await post('paused/pause')).body['paused_at']).toBe(first.body['paused_at']);
    // A deploy that puts its schedules again does not undo what an operator did.
    expect((await put('paused', { cron: '0 0 2 1 *' })).body).toMatchObject({ state: 'paused' });
    for (const _ of [1, 2]) {
      const { status, body } = await post('paused/resume');
      expect(status).toBe(200);
      expect(body).toMatchObject({ state: 'active', paused_at: null });
      expect((body['next_times'] as string[])[0]).toMatch(/-01-02T00:00:00\.000Z$/);
    }
    expect((await put('paused', { cron: '0 0 2 1 *', paused: true })).body).toMatchObject({
      state: 'paused',
    });
    expect((await put('paused', { cron: '0 0 2 1 *', paused: false })).body).toMatchObject({
      state: 'active',
    });
    for (const path of ['none/pause', 'none/resume', 'none/run', 'a%20b/pause']) {
      expect((await post(path)).status).toBe(404);
    }
  });

  it('run enqueues its job besides the slots, also while it is paused; a repeat with a key is the same', async () => {
    await put('runs', { cron: '0 0 1 1 *', paused: true, job: { queue: 'r', payload: { a: 1 } } });
    const answer = await post('runs/run');
    expect(answer).toMatchObject({ status: 202, body: { outcome: 'created', queue: 'r' } });
    const id = String(answer.body['job_id']);
    expect(id).toMatch(/^runs@run-/);
    expect((await bed.ask(`/jobs/${id}`)).body).toMatchObject({ payload: { a: 1 }, queue: 'r' });
    expect((await get('runs')).body).toMatchObject({
      last_run: { job_id: id, slot_at: null, status: 'queued' },
    });
    const key = { 'idempotency-key': 'k1' };
    const [one, two] = [await post('runs/run', key), await post('runs/run', key)];
    expect([one.status, two.status]).toEqual([202, 200]);
    expect(two.body['job_id']).toBe(one.body['job_id']);
    await put('runs', { cron: '0 0 1 1 *', job: { queue: 'r', payload: { a: 2 } } });
    expect((await post('runs/run', key)).body).toMatchObject({ code: 'idempotency_key_reused' });
  });

  it('run is refused while its queue is full', async () => {
    await bed.app.get<JobStores>(JOB_STORES).namespace('default').configureQueue('full', { maxDepth: 0 });
    await put('full', { cron: '0 0 1 1 *', job: { queue: 'full' } });
    const answer = await post('full/run');
    expect(answer).toMatchObject({ status: 503, body: { code: 'queue_full' } });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect((await get('full')).body['last_run']).toBeNull();
  });
});

describe('slots', () => {
  it('make one job each, on time, however many processes look', async () => {
    const others = await Promise.all([HttpBed.on(bed.redis), HttpBed.on(bed.redis)]);
    try {
      await put('ticks', { every_ms: 1_000, overlap: 'allow', catch_up: 100, job: { queue: 'ticks' } });
      const anchor = Date.parse(String((await get('ticks')).body['anchor_at']));
      const run = async () => (await get('ticks')).body['last_run'] as Record<string, string> | null;
      await untilTrue(
        async () => Date.parse((await run())?.['slot_at'] ?? '') >= anchor + 3_000,
        10_000,
        () => 'three slots are run',
      );
      const last = (await run()) ?? {};
      await remove('ticks');
      const count = (Date.parse(String(last['slot_at'])) - anchor) / 1_000;
      const ids = Array.from({ length: count }, (_, i) => `ticks@${anchor + (i + 1) * 1_000}`);
      const { body } = await bed.ask('/jobs?queue=ticks');
      const made = (body['jobs'] as { id: string; created_at: string }[]).map(({ id }) => id);
      expect(made.filter((id) => ids.includes(id)).sort()).toEqual(ids);
      for (const job of body['jobs'] as { id: string; created_at: string }[]) {
        const late = Date.parse(job.created_at) - Number(job.id.split('@')[1]);
        expect(late).toBeGreaterThanOrEqual(0);
        expect(late).toBeLessThan(1_000);
      }
    } finally {
      await Promise.all(others.map((other) => other.close()));
    }
  });

  it('are held while the queue is full, and say so; the latest is run once there is room', async () => {
    const store = bed.app.get<JobStores>(JOB_STORES).namespace('default');
    await store.configureQueue('narrow', { maxDepth: 0 });
    await put('narrow', { every_ms: 3_600_000, starts_at: '2020-01-01T00:00:00Z', job: { queue: 'narrow' } });
    await makeDue('narrow');
    await untilTrue(
      async () => (await get('narrow')).body['held'] !== null,
      10_000,
      () => 'the slot is held',
    );
    expect((await get('narrow')).body).toMatchObject({ held: { reason: 'queue_full' }, last_run: null });
    await store.configureQueue('narrow', { maxDepth: null });
    await untilTrue(
      async () => (await get('narrow')).body['last_run'] !== null,
      10_000,
      () => 'the slot is run',
    );
    expect((await get('narrow')).body).toMatchObject({ held: null, last_run: { status: 'queued' } });
  });

  it('of another release are held and said to be, and do not keep others from running', async () => {
    await schedules.put({
      ...{
        name: 'alien',
        definition: '{"form":99}',
        payload: 'null',
        digest: 'alien-alien-alie',
        paused: false,
      },
      ...{ nextSlot: 1, expected: null },
    });
    await untilTrue(
      async () => (await get('alien')).body['held'] !== null,
      10_000,
      () => 'it is held',
    );
    expect((await get('alien')).body).toMatchObject({ held: { reason: 'unreadable' }, cron: null });
    await put('beside', { every_ms: 3_600_000, starts_at: '2020-01-01T00:00:00Z' });
    await makeDue('beside');
    await untilTrue(
      async () => (await get('beside')).body['last_run'] !== null,
      10_000,
      () => 'the other one is run',
    );
    expect((await put('alien', { every_ms: 60_000 })).body).toMatchObject({ state: 'active', held: null });
  });

  /** As after a downtime: its next slot is the one before. */
  async function makeDue(name: string): Promise<void> {
    const { schedule } = await schedules.get(name);
    const before = (schedule?.nextSlot ?? 0) - 3_600_000;
    await schedules.pause(name);
    expect(await schedules.resume(name, `${schedule?.version ?? ''}~`, before)).toBe('resumed');
  }
});
