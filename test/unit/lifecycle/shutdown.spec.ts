import { Lifecycle } from '../../../src/lifecycle/lifecycle';
import { Shutdown } from '../../../src/lifecycle/shutdown';
import { ManualClock } from '../../support/manual-clock';

function bed(options: { delayMs?: number; close?: () => Promise<void> } = {}) {
  const clock = new ManualClock();
  const lifecycle = new Lifecycle();
  lifecycle.enter('running');
  const exits: number[] = [];
  let finishClose: () => void = () => undefined;
  const closing = new Promise<void>((resolve) => (finishClose = resolve));
  const quiet = () => undefined;
  const shutdown = new Shutdown({
    lifecycle,
    clock,
    logger: { info: quiet, warn: quiet, error: quiet, fatal: quiet },
    graceMs: 25_000,
    delayMs: options.delayMs ?? 0,
    close: options.close ?? (() => closing),
    exit: (code) => void exits.push(code),
  });
  return { clock, lifecycle, shutdown, exits, finishClose };
}

describe('Shutdown', () => {
  it('refuses new jobs at once without a delay, and exits with 0 when all is closed', async () => {
    const { clock, lifecycle, shutdown, exits, finishClose } = bed();
    shutdown.request('SIGTERM');
    expect(lifecycle.phase).toBe('draining');
    expect(lifecycle.draining.aborted).toBe(true);
    await clock.advance(10_000);
    expect(exits).toEqual([]);
    finishClose();
    await clock.advance(0);
    expect(exits).toEqual([0]);
    expect(clock.pending).toBe(0); // the watchdog is off
  });

  it('is not ready but takes jobs during the delay', async () => {
    const { clock, lifecycle, shutdown } = bed({ delayMs: 5_000 });
    shutdown.request('SIGTERM');
    await clock.advance(4_999);
    expect({ serving: lifecycle.serving, accepting: lifecycle.accepting }).toEqual({
      serving: false,
      accepting: true,
    });
    await clock.advance(1);
    expect(lifecycle.accepting).toBe(false);
  });

  it('takes a second signal within a second for the first, and a later one for haste', async () => {
    const { clock, lifecycle, shutdown } = bed({ delayMs: 5_000 });
    shutdown.request('SIGINT');
    await clock.advance(1_000);
    shutdown.request('SIGINT');
    expect(lifecycle.hurrying.aborted).toBe(false);
    await clock.advance(1);
    shutdown.request('SIGINT');
    expect(lifecycle.hurrying.aborted).toBe(true);
    await clock.advance(0);
    expect(lifecycle.phase).toBe('draining'); // the delay is skipped too
  });

  it('exits with 1 when a part reported a failure', async () => {
    const { clock, lifecycle, shutdown, exits, finishClose } = bed();
    shutdown.request('SIGTERM');
    lifecycle.fail('outcomes were not stored');
    finishClose();
    await clock.advance(0);
    expect(exits).toEqual([1]);
  });

  it('exits with 1 when closing fails', async () => {
    const { clock, shutdown, exits } = bed({ close: () => Promise.reject(new Error('no')) });
    shutdown.request('SIGTERM');
    await clock.advance(0);
    expect(exits).toEqual([1]);
  });

  it('exits with 1 by its watchdog when a part hangs', async () => {
    const { clock, shutdown, exits } = bed({ delayMs: 1_000 });
    shutdown.request('SIGTERM');
    await clock.advance(35_999);
    expect(exits).toEqual([]);
    await clock.advance(1);
    expect(exits).toEqual([1]);
  });

  it('drains after an uncaught exception, and exits with 1', async () => {
    const { clock, lifecycle, shutdown, exits, finishClose } = bed();
    shutdown.crash(new Error('bug'));
    expect(lifecycle.phase).toBe('draining');
    finishClose();
    await clock.advance(0);
    expect(exits).toEqual([1]);
  });
});

describe('Lifecycle', () => {
  it('never goes back', () => {
    const lifecycle = new Lifecycle();
    lifecycle.enter('draining');
    lifecycle.enter('running');
    expect(lifecycle.phase).toBe('draining');
  });
});
