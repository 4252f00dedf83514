import type { NewJob } from '../../../src/core/job';
import { MAX_DEPENDENCIES } from '../../../src/core/dependency';
import { inCalls } from '../../../src/persistence/enqueue-calls';
import { newJob } from '../../support/job-builder';

function jobs(count: number, own: (at: number) => Partial<NewJob> = () => ({})): NewJob[] {
  return Array.from({ length: count }, (_, at) => newJob(String(at), own(at)));
}

/** Calls that are answered when the test says so. */
class Calls {
  readonly sent: (readonly string[])[] = [];
  private readonly ends: ((error: Error | null) => void)[] = [];

  readonly send = (some: readonly NewJob[]): Promise<string[]> => {
    const ids = some.map(({ id }) => id);
    this.sent.push(ids);
    return new Promise((resolve, reject) => {
      this.ends.push((error) => (error === null ? resolve(ids) : reject(error)));
    });
  };

  get sizes(): number[] {
    return this.sent.map((ids) => ids.length);
  }

  end(call: number, error: Error | null = null): void {
    this.ends[call]?.(error);
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('inCalls', () => {
  it('has many plain jobs on their way before the first are answered, and answers in their order', async () => {
    const calls = new Calls();
    const many = jobs(500);
    const answers = inCalls(many, calls.send);
    expect(calls.sizes).toEqual([50, 100, 200, 150]);
    [3, 1, 2, 0].forEach((call) => calls.end(call));
    expect(await answers).toEqual(many.map(({ id }) => id));
  });

  it.each([200, 201, 224, 225, 299, 300, 499])('sends each of %i jobs once', async (count) => {
    const calls = new Calls();
    const many = jobs(count);
    const answers = inCalls(many, calls.send);
    calls.sent.forEach((_ids, call) => calls.end(call));
    expect(await answers).toEqual(many.map(({ id }) => id));
    expect(calls.sizes.reduce((sum, size) => sum + size)).toBe(count);
  });

  it('fails only when nothing is under way any more', async () => {
    const calls = new Calls();
    let failed: unknown = null;
    const answers = inCalls(jobs(500), calls.send).catch((error: unknown) => (failed = error));
    calls.end(1, new Error('no'));
    [0, 2].forEach((call) => calls.end(call));
    await turn();
    expect(failed).toBeNull();
    calls.end(3);
    await answers;
    expect(failed).toEqual(new Error('no'));
  });

  it.each<[string, Partial<NewJob>]>([
    ['a dependency', { dependsOn: ['0'] }],
    ['a group', { group: 'g' }],
    ['a dedup key', { dedup: { key: 'k', until: 'finished', ttlMs: null } }],
  ])('sends jobs of which one has %s in one call', async (_what, own) => {
    const calls = new Calls();
    const answers = inCalls(
      jobs(500, (at) => (at === 499 ? own : {})),
      calls.send,
    );
    expect(calls.sizes).toEqual([500]);
    calls.end(0);
    expect(await answers).toHaveLength(500);
  });

  it('sends few jobs in one call', async () => {
    const calls = new Calls();
    const answers = inCalls(jobs(199), calls.send);
    expect(calls.sizes).toEqual([199]);
    calls.end(0);
    expect(await answers).toHaveLength(199);
  });

  it('waits for the answer before it goes on where dependencies are too many for one call', async () => {
    const calls = new Calls();
    const ids = Array.from({ length: MAX_DEPENDENCIES }, (_, at) => `d${at}`);
    const answers = inCalls(
      jobs(3, () => ({ dependsOn: ids })),
      calls.send,
    );
    for (let call = 0; call < 3; call += 1) {
      await turn();
      expect(calls.sizes).toHaveLength(call + 1);
      calls.end(call);
    }
    expect(await answers).toEqual(['0', '1', '2']);
  });
});
