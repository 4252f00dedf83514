import type { HandlerContext } from '../../../src/core/handler';
import type { LogPage } from '../../../src/core/log-lines';
import { signal } from '../../support/engine-bed';
import { newJob } from '../../support/job-builder';
import { VirtualEngines } from '../../support/virtual-engine';

describe('LogSender', () => {
  let bed: VirtualEngines;
  beforeEach(() => {
    bed = new VirtualEngines();
  });

  async function logOf(id: string): Promise<LogPage> {
    const page = await bed.store().logOf(id, { after: null, before: null, newestFirst: false, max: 10_000 });
    if (page === null) {
      throw new Error(`no job ${id}`);
    }
    return page;
  }

  const texts = async (id: string) => (await logOf(id)).lines.map(({ text }) => text);

  it('sends what several jobs write in one call, within half a second, each line with its own time', async () => {
    await bed.enqueue(newJob('a'), newJob('b'));
    const forever = new Promise(() => undefined);
    bed.start({
      simulate: (_payload, { log, job }) => {
        log(`${job.id} began`);
        bed.clock.after(200, () => log(`${job.id} goes on`));
        return forever;
      },
    });
    await bed.clock.advance(700);
    expect(bed.callsOf('log')).toHaveLength(1);
    const { lines } = await logOf('a');
    expect(lines.map(({ text, attempt }) => [text, attempt])).toEqual([
      ['a began', 1],
      ['a goes on', 1],
    ]);
    expect((lines[1]?.at ?? 0) - (lines[0]?.at ?? 0)).toBe(200);
    expect(await texts('b')).toEqual(['b began', 'b goes on']);
  });

  it.each([
    ['completes', 'completed', () => 'done'],
    ['fails', 'failed', () => Promise.reject(new Error('broken'))],
  ])('has the last lines in the store before a job %s', async (_how, state, end) => {
    await bed.enqueue(newJob('a', { maxRetries: 0 }));
    bed.start({
      simulate: (_payload, { log }) => {
        log('last');
        return end();
      },
    });
    await bed.clock.advance(100);
    expect(await bed.job('a')).toMatchObject({ state, logLines: 1 });
    expect(await texts('a')).toEqual(['last']);
  });

  it('makes no call for jobs that write nothing', async () => {
    await bed.enqueue(newJob('a'));
    bed.start({ simulate: () => 'done' });
    await bed.clock.advance(2_000);
    expect(await bed.job('a')).toMatchObject({ state: 'completed' });
    expect(bed.callsOf('log')).toEqual([]);
  });

  it('sends lines again whose answer was lost, and writes none twice', async () => {
    await bed.enqueue(newJob('a'));
    const end = signal();
    bed.fate = (method) => (method === 'log' && bed.callsOf('log').length <= 2 ? 'answer_lost' : 'ok');
    bed.start({
      simulate: async (_payload, { log }) => {
        log('one');
        bed.clock.after(600, () => log('two'));
        await end.fired;
        log('three');
      },
    });
    await bed.clock.advance(5_000);
    end.fire();
    await bed.clock.advance(1_000);
    expect(bed.callsOf('log').length).toBeGreaterThan(2);
    expect(await texts('a')).toEqual(['one', 'two', 'three']);
  });

  it('does not hold up an outcome that the store takes when it does not take the lines', async () => {
    await bed.enqueue(newJob('a'));
    bed.fate = (method) => (method === 'log' ? 'never_answered' : 'ok');
    bed.start({
      simulate: (_payload, { log }) => {
        log('nobody sees it');
        return 'done';
      },
    });
    await bed.clock.advance(1_000);
    expect(await bed.job('a')).toMatchObject({ state: 'completed', logLines: 0 });
  });

  it('counts the lines that gave way in an outage', async () => {
    await bed.enqueue(newJob('a'));
    let cut = true;
    bed.fate = (method) => (method === 'log' && cut ? 'unreachable' : 'ok');
    bed.start({
      simulate: (_payload, { log }) => {
        for (let line = 0; line < 5_000; line += 1) {
          log(`line ${line}`);
        }
        return new Promise(() => undefined);
      },
    });
    await bed.clock.advance(3_000);
    cut = false;
    await bed.clock.advance(3_000);
    const page = await logOf('a');
    expect(page).toMatchObject({ written: 5_000, kept: 1_000 });
    expect(page.lines[0]).toMatchObject({ number: 4_001, text: 'line 4000' });
    expect(bed.callsOf('log').map(({ args }) => (args[0] as { lines: [] }[])[0]?.lines.length)).toContain(
      500,
    );
  });

  it('cuts a line that is too long, and takes only strings', async () => {
    await bed.enqueue(newJob('a'));
    const thrown: unknown[] = [];
    bed.start(
      {
        simulate: (_payload, { log }: HandlerContext) => {
          log('€'.repeat(100));
          log('\u001b[31mred\u001b[0m');
          try {
            (log as (line: unknown) => void)({ no: 'string' });
          } catch (error) {
            thrown.push(error);
          }
        },
      },
      { log: { lines: 10, bytes: 1_000, lineBytes: 20 } },
    );
    await bed.clock.advance(1_000);
    expect(await texts('a')).toEqual(['€€€€€…', 'red']);
    expect(thrown).toEqual([new TypeError('a log line must be a string')]);
  });

  it('writes nothing once the attempt is over', async () => {
    await bed.enqueue(newJob('a'));
    let write: ((line: string) => void) | null = null;
    bed.start({
      simulate: (_payload, { log }) => {
        write = log;
        log('in time');
      },
    });
    await bed.clock.advance(1_000);
    write!('late');
    await bed.clock.advance(2_000);
    expect(await texts('a')).toEqual(['in time']);
    expect(bed.callsOf('log')).toHaveLength(1);
  });

  it('has what a handler writes as the process stops, with the job handed back', async () => {
    await bed.enqueue(newJob('a'));
    const engine = bed.start({
      simulate: (_payload, { log, signal: stop }) =>
        new Promise((_resolve, reject) => {
          log('began');
          stop.addEventListener('abort', () => {
            log('stopping');
            reject(stop.reason as Error);
          });
        }),
    });
    await bed.clock.advance(1_000);
    const stopped = engine.stop();
    await bed.clock.advance(3_000);
    expect(await stopped).toBe(true);
    expect(await bed.job('a')).toMatchObject({ state: 'queued', attemptCount: 0 });
    expect(await texts('a')).toEqual(['began', 'stopping']);
  });
});
