import type { CDPSession, Page } from 'playwright-core';
import { DashboardBed } from './support/dashboard-bed';

/** Ten minutes, in the steps in which a page asks again. */
const STEP_MS = 2_000;
const STEPS = 300;
/** By then everything that is bounded by its number is full (tables, meters, the code itself). */
const WARM_STEPS = 60;

/** What may be there more after the eight minutes that follow (bytes): a leak of a kilobyte a step is a quarter of that. */
const MORE_BYTES = 1_000_000;
const MORE_NODES = 300;
const MORE_LISTENERS = 30;

interface Held {
  readonly bytes: number;
  readonly nodes: number;
  readonly listeners: number;
}

let bed: DashboardBed;

beforeAll(async () => {
  bed = await DashboardBed.start({ SLUICE_CONCURRENCY: '8' });
  await bed.call('POST', '/queues/busy/pause');
});
afterEach(() => bed.endTest());
afterAll(() => bed.stop());

/** Ten minutes of the page's own time: each step something changes, and the page is let ask for it. */
async function tenMinutes(path: string, leak: boolean): Promise<{ warm: Held; late: Held; asked: number }> {
  const { page, requests } = await bed.open(path, { theme: 'light', width: 1440, virtualTime: true });
  const devTools = await page.context().newCDPSession(page);
  if (leak) {
    await page.evaluate(() => {
      const kept: number[][] = [];
      setInterval(() => kept.push(Array.from({ length: 1_000 }, (_, i) => i + Math.random())), 1_000);
    });
  }
  const pending = pendingOf(page);
  let warm: Held | null = null;
  for (let step = 0; step < STEPS; step += 1) {
    await bed.enqueue({ queue: 'busy' }, { queue: 'emails', payload: { duration_ms: 1 } });
    await page.clock.runFor(STEP_MS);
    await pending.none();
    if (step === WARM_STEPS) {
      warm = await held(devTools);
    }
  }
  const late = await held(devTools);
  return { warm: warm ?? late, late, asked: requests.length };
}

/** Waits until each request that the page makes has its answer; its stream of events never has. */
function pendingOf(page: Page): { readonly none: () => Promise<void> } {
  let open = 0;
  let told: (() => void) | null = null;
  const isStream = (url: string) => url.includes('/events');
  const ended = (url: string) => {
    open -= isStream(url) ? 0 : 1;
    if (open <= 0) {
      told?.();
    }
  };
  page.on('request', (request) => (open += isStream(request.url()) ? 0 : 1));
  page.on('requestfinished', (request) => ended(request.url()));
  page.on('requestfailed', (request) => ended(request.url()));
  return {
    none: async () => {
      if (open > 0) {
        await new Promise<void>((resolve) => (told = resolve));
        told = null;
      }
    },
  };
}

/** After everything that nobody can reach is gone. */
async function held(devTools: CDPSession): Promise<Held> {
  await devTools.send('HeapProfiler.collectGarbage');
  await devTools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devTools.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await devTools.send('Memory.getDOMCounters');
  return { bytes: usedSize, nodes, listeners: jsEventListeners };
}

describe('a page that is open for ten minutes', () => {
  it.each(['/dashboard', '/dashboard/queues/busy'])(
    '%s holds no more than after two',
    async (path) => {
      const { warm, late, asked } = await tenMinutes(path, false);
      expect(asked).toBeGreaterThan(STEPS);
      expect(late.bytes - warm.bytes).toBeLessThan(MORE_BYTES);
      expect(late.nodes - warm.nodes).toBeLessThan(MORE_NODES);
      expect(late.listeners - warm.listeners).toBeLessThan(MORE_LISTENERS);
    },
    180_000,
  );

  it('is found out where it keeps what it should not', async () => {
    const { warm, late } = await tenMinutes('/dashboard/workers', true);
    expect(late.bytes - warm.bytes).toBeGreaterThan(MORE_BYTES);
  }, 180_000);
});
