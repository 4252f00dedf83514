import type { HistoryStores } from '../../../src/core/history-store';
import { HISTORY_STORES } from '../../../src/persistence/persistence.module';
import { untilTrue } from '../../support/until';
import { HttpBed } from './http-bed';

interface History {
  readonly step_ms: number;
  readonly points: number;
  readonly from: string;
  readonly to: string;
  readonly increments: Readonly<Record<string, (number | null)[]>>;
  readonly states: Readonly<Record<string, (number | null)[]>>;
}

const RING = 'sluice:{default}:history:5000';
const PLACES = 722;

let bed: HttpBed;

beforeEach(async () => {
  bed = await HttpBed.start();
});
afterEach(() => bed.stop());

async function history(query = '', namespace = 'default'): Promise<History> {
  const answer = await bed.ask(`/metrics/history${query}`, { headers: { 'sluice-namespace': namespace } });
  expect(answer.status).toBe(200);
  return answer.body as unknown as History;
}

/** Writes a step as history-record does: enqueued and completed, then queued. */
function row(step: number, enqueued: number, completed: number, queued: number): [string, string] {
  const counters = [enqueued, 0, completed, 0, 0, 0, 0, 0, 0, 0];
  return [String(step % PLACES), [step, ...counters, 0, 0, queued, 0, completed, 0, 0].join(' ')];
}

describe('GET /metrics/history', () => {
  it('has a column of nulls for each counter and state where nothing was written down', async () => {
    const { step_ms, points, from, to, increments, states } = await history('', 'unserved');
    expect({ step_ms, points }).toEqual({ step_ms: 5_000, points: 720 });
    expect(Date.parse(to) - Date.parse(from)).toBe(3_600_000);
    expect(Date.parse(to) % 5_000).toBe(0);
    expect(Object.keys(increments)).toContain('completed');
    expect(Object.keys(states)).toContain('in_progress');
    for (const column of [...Object.values(increments), ...Object.values(states)]) {
      expect(column.length).toBe(720);
      expect(new Set(column)).toEqual(new Set([null]));
    }
  });

  it('says how many in each step, and how things stood as it began; gaps and losses are null', async () => {
    const redis = bed.redis.client();
    const now = Math.floor(Date.parse((await history()).to) / 5_000);
    const rows = [
      row(now - 6, 100, 90, 5), // nothing follows: no increment
      row(now - 4, 200, 150, 7),
      row(now - 3, 230, 151, 8),
      row(now - 2, 10, 0, 1), // Redis lost its memory
      row(now - 1, 12, 1, 2),
      row(now - 900, 1, 1, 1), // too old, and still there
    ];
    await redis.hset(RING, Object.fromEntries(rows));
    const read = await history('?points=8');
    const shift = Math.floor(Date.parse(read.to) / 5_000) - now; // a step may have ended meanwhile
    const upTo = (column: readonly (number | null)[] | undefined) =>
      column
        ?.slice(0, 8 - shift)
        .slice(-6)
        .slice(0, 5);
    expect(shift).toBeLessThan(2);
    expect(upTo(read.increments['enqueued'])).toEqual([null, null, 30, null, 2]);
    expect(upTo(read.increments['completed'])).toEqual([null, null, 1, null, 1]);
    expect(upTo(read.states['queued'])).toEqual([5, null, 7, 8, 1]);
    await redis.quit();
  });

  it('is written once a step, however many ask, in bounded room that goes by itself', async () => {
    const store = bed.app.get<HistoryStores>(HISTORY_STORES).history('default');
    const redis = bed.redis.client();
    await untilTrue(
      async () => (await redis.hlen(RING)) > 0,
      20_000,
      () => 'nobody wrote',
    );
    await bed.post('{"id":"later"}');
    const before = await redis.hgetall(RING);
    const records = await Promise.all(Array.from({ length: 20 }, () => store.record()));
    const waits = records.map(({ nextMs }) => nextMs);
    const after = await redis.hgetall(RING);
    for (const [place, text] of Object.entries(before)) {
      expect(after[place]).toBe(text); // the job that came later is not in it
    }
    // One more at most: a step may have begun meanwhile.
    expect(Object.keys(after).length).toBeLessThanOrEqual(Object.keys(before).length + 1);
    expect(Math.max(...waits)).toBeLessThanOrEqual(5_000);
    expect(Math.min(...waits)).toBeGreaterThan(0);
    expect(await redis.pttl(RING)).toBeGreaterThan(3_600_000);
    expect(await redis.pttl('sluice:{default}:history:60000')).toBeGreaterThan(86_400_000);
    await redis.quit();
  });

  it('goes on by itself: the step that a job came in is in the next', async () => {
    const redis = bed.redis.client();
    await untilTrue(
      async () => (await redis.hlen(RING)) > 0,
      20_000,
      () => 'nobody wrote',
    );
    await bed.post('{"id":"counted"}');
    const counted = async () =>
      (await history('?points=4')).increments['enqueued']?.some((n) => n === 1) === true;
    await untilTrue(counted, 15_000, () => 'the job is in no step');
    expect((await history('?step_ms=60000')).points).toBe(1_440);
    await redis.quit();
  });

  it('names what is wrong with a request', async () => {
    const answer = await bed.ask('/metrics/history?step_ms=1&points=0&window=a');
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid' } });
    const errors = answer.body['errors'] as { readonly parameter: string }[];
    expect(errors.map(({ parameter }) => parameter)).toEqual(['window', 'step_ms', 'points']);
    expect((await bed.ask('/metrics/history?points=721')).status).toBe(422);
    expect((await bed.ask('/metrics/history?step_ms=60000&points=721')).status).toBe(200);
  });
});
