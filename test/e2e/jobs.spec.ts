import { untilTrue } from '../support/until';
import { axeViolations } from './support/axe';
import { DashboardBed } from './support/dashboard-bed';

let bed: DashboardBed;

beforeAll(async () => {
  bed = await DashboardBed.start({ SLUICE_CONCURRENCY: '4' });
});
afterEach(() => bed.endTest());
afterAll(() => bed.stop());

const failing = (id: string) => ({
  ...{ id, queue: 'mail', max_retries: 1, backoff: { base_ms: 1 }, payload: { duration_ms: 1 } },
  failure_injection: { fail_first: 2 },
});

const isFinal = async (id: string): Promise<void> => {
  await bed.call('GET', `/jobs/${id}?wait_ms=20000`);
};

describe('the jobs', () => {
  it('are found by a filter in the address, opened, and retried', async () => {
    await bed.enqueue(failing('bad-1'), { id: 'good-1', queue: 'mail', payload: { duration_ms: 1 } });
    await Promise.all([isFinal('bad-1'), isFinal('good-1')]);
    const { page } = await bed.open('/dashboard/jobs?status=failed&queue=mail');
    await page.getByRole('link', { name: 'bad-1' }).waitFor();
    expect(await page.getByRole('link', { name: 'good-1' }).count()).toBe(0);
    expect(await axeViolations(page)).toEqual([]);

    await page.getByRole('link', { name: 'bad-1' }).click();
    await page.getByRole('heading', { level: 1, name: 'bad-1' }).waitFor();
    await page.getByRole('tab', { name: 'Attempts' }).waitFor();
    await page.getByRole('tab', { name: 'Error' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  it('can be retried, after a question', async () => {
    await bed.enqueue({ id: 'stopped', queue: 'mail', delay_ms: 3_600_000, payload: { duration_ms: 1 } });
    await bed.call('POST', '/jobs/stopped/cancel');
    const { page } = await bed.open('/dashboard/job?id=stopped');
    await page.getByRole('button', { name: 'Retry', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: /Retry/ }).click();
    // Not by waiting for its end: it is over until the page's request has come.
    await untilTrue(
      async () =>
        ((await bed.call('GET', '/status?id=stopped')) as { status: string }).status === 'completed',
      20_000,
      () => 'it is not done',
    );
    await page.getByRole('tab', { name: /Result/ }).waitFor();
  });

  it('say where there is no such job', async () => {
    const { page } = await bed.open('/dashboard/job?id=nobody');
    await page.getByRole('heading', { name: 'No such job' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  it('show what others sent as text, digit by digit, and carry out none of it', async () => {
    const payload =
      '{"html":"<img src=x onerror=alert(1)><script>alert(2)</script>","big":9007199254740993,' +
      '"__proto__":{"a":1},"bidi":"\\u202eabc","nul":"\\u0000","url":"javascript:alert(3)"}';
    await bed.call(
      'POST',
      '/jobs',
      `{"id":"hostile","type":"constructor","delay_ms":3600000,"payload":${payload}}`,
    );
    const { page } = await bed.open('/dashboard/job?id=hostile');
    await page.getByRole('tab', { name: /Payload/ }).click();
    const text = page.locator('main pre');
    await text.waitFor();
    const shown = (await text.textContent()) ?? '';
    expect(shown).toContain('<img src=x onerror=alert(1)><script>alert(2)</script>');
    expect(shown).toContain('9007199254740993');
    expect(shown).toContain('__proto__');
    expect(shown).not.toContain('\u202e');
    expect(await page.locator('main img, main script, main a[href^="javascript:"]').count()).toBe(0);
  });

  it('would not go unnoticed if a page did what it must not', async () => {
    const watched = await bed.open('/dashboard/jobs');
    await watched.page.evaluate(() => {
      try {
        document.body.setAttribute('onclick', 'alert(1)');
      } catch {
        // Refused, as it should be; the browser tells the watcher.
      }
    });
    await untilTrue(
      () => watched.faults.length > 0,
      5_000,
      () => 'nobody noticed',
    );
    expect(watched.faults.join()).toMatch(/TrustedScript/);
    watched.faults.length = 0;
  });
});
