import type { HandlerContext } from '../../../src/core/handler';
import { readSimulatePayload } from '../../../src/handlers/simulate/simulate.payload';
import { SimulateHandler } from '../../../src/handlers/simulate/simulate.handler';
import type { ClaimedJob } from '../../../src/core/job';

const handler = new SimulateHandler({ simulateMs: 3 });

function context(
  signal = new AbortController().signal,
  progress: (value: unknown) => void = () => undefined,
) {
  const job = { id: 's' } as ClaimedJob;
  const dependencies = async function* () {};
  return {
    job,
    attempt: 1,
    signal,
    progress,
    dependencies,
    followUp: () => 'none',
    log: () => undefined,
  } satisfies HandlerContext;
}

describe('simulate', () => {
  it.each([
    [null],
    [undefined],
    [7],
    ['text'],
    [[1, 2]],
    [{}],
    [{ duration_ms: 'soon' }],
    [{ duration_ms: null }],
    [JSON.parse('{"__proto__":{"duration_ms":99999},"constructor":1}')],
  ])('takes the default time for the payload %p', async (payload) => {
    expect(await handler.run(payload, context())).toEqual({ simulated_ms: 3 });
  });

  it('takes as long as it was asked to, and returns what it was asked to', async () => {
    const began = performance.now();
    expect(await handler.run({ duration_ms: 30, result: { a: [] } }, context())).toEqual({ a: [] });
    expect(performance.now() - began).toBeGreaterThanOrEqual(28);
    expect(await handler.run({ duration_ms: 0, result: null }, context())).toBeNull();
  });

  it.each([
    [-5, 0],
    [1e12, 600_000],
    [12.5, 12.5],
  ])('bounds a duration of %p to %p', (asked, expected) => {
    expect(readSimulatePayload({ duration_ms: asked }).durationMs).toBe(expected);
  });

  it.each<[unknown, object]>([
    [true, { message: 'the payload asked to fail', code: 'simulated_failure' }],
    ['boom', { message: 'boom', code: 'simulated_failure' }],
    [
      { message: 'm', code: 'c' },
      { message: 'm', code: 'c', name: 'SimulatedFailure' },
    ],
    [{ retry: false }, { name: 'NeverRetryError' }],
  ])('fails when asked to: %p', async (fail, error) => {
    await expect(handler.run({ duration_ms: 0, fail }, context())).rejects.toMatchObject(error);
  });

  it('stops with the reason when it is aborted, at once', async () => {
    const controller = new AbortController();
    const run = handler.run({ duration_ms: 60_000 }, context(controller.signal));
    controller.abort(new Error('enough'));
    await expect(run).rejects.toThrow('enough');
  });

  it('reports progress when it takes more than a second', async () => {
    const reports: unknown[] = [];
    await handler.run(
      { duration_ms: 1_010 },
      context(undefined, (value) => reports.push(value)),
    );
    expect(reports.at(-1)).toMatchObject({ of_ms: 1_010 });
    expect(reports.length).toBeGreaterThanOrEqual(1);
    reports.length = 0;
    await handler.run(
      { duration_ms: 20 },
      context(undefined, (value) => reports.push(value)),
    );
    expect(reports).toEqual([]);
  });
});
