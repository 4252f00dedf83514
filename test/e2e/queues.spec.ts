import { axeViolations } from './support/axe';
import { DashboardBed } from './support/dashboard-bed';

let bed: DashboardBed;

beforeAll(async () => {
  bed = await DashboardBed.start({ SLUICE_CONCURRENCY: '4' });
});
afterEach(() => bed.endTest());
afterAll(() => bed.stop());

const later = { delay_ms: 3_600_000, payload: { duration_ms: 1 } };
const failing = { max_retries: 0, payload: { duration_ms: 1 }, failure_injection: { fail_first: 9 } };
const many = (count: number, queue: string, job: object) =>
  Array.from({ length: count }, (_, i) => ({ id: `${queue}-${i}`, queue, ...job }));
const queue = (name: string) => bed.call('GET', `/queues/${name}`);

describe('the list of queues', () => {
  it('is in the order, with the filter and on the page that the reader asks for', async () => {
    await bed.enqueue(
      ...Array.from({ length: 60 }, (_, i) => ({ queue: `team-${String(i).padStart(2, '0')}`, ...later })),
      ...many(7, 'backlog', later),
    );
    const { page } = await bed.open('/dashboard/queues');
    const names = () => page.locator('main tbody th a').allTextContents();
    await page.getByRole('heading', { name: '61 queues' }).waitFor();
    expect(await names()).toHaveLength(50);
    await page.keyboard.press(']');
    await page.getByRole('link', { name: 'team-59' }).waitFor();
    expect(await names()).toHaveLength(11);

    await page.getByRole('link', { name: 'Waiting' }).click();
    await page.locator('th[aria-sort="descending"]', { hasText: 'Waiting' }).waitFor();
    await page.locator('tbody tr').first().getByRole('link', { name: 'backlog' }).waitFor();
    expect(page.url()).toContain('sort=depth');

    await page.getByRole('searchbox', { name: 'Name contains' }).fill('am-5');
    await page.getByRole('heading', { name: '10 queues with this in the name' }).waitFor();
    expect(page.url()).toContain('contains=am-5');
    await page.getByRole('searchbox', { name: 'Name contains' }).fill('nowhere');
    await page.getByText('No queue has this in its name.').waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });
});

describe('the page of a queue', () => {
  it('is where the list leads, and pauses the queue after a question', async () => {
    await bed.enqueue(...many(2, 'mail', later));
    const { page } = await bed.open('/dashboard/queues?contains=mail');
    await page.getByRole('link', { name: 'mail' }).click();
    await page.getByRole('heading', { level: 1, name: 'mail' }).waitFor();
    await page.getByRole('link', { name: /scheduled\s*2/ }).waitFor();
    await page.getByRole('img', { name: /^Waiting: Waiting 2/ }).waitFor();
    await page.getByRole('button', { name: 'Pause mail' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Resume mail' }).waitFor();
    expect(await queue('mail')).toMatchObject({ paused: true });
    expect(await axeViolations(page)).toEqual([]);
  });

  it('says where there is no such queue', async () => {
    const { page } = await bed.open('/dashboard/queues/nobody');
    await page.getByRole('heading', { name: 'No such queue' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  it('changes limits, and saves nothing over the change of somebody else', async () => {
    await bed.enqueue(...many(1, 'limited', later));
    const { page } = await bed.open('/dashboard/queues/limited');
    await page.getByRole('button', { name: 'Edit limits' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Most waiting jobs').fill('5,000');
    await dialog.getByLabel('Most starts', { exact: true }).fill('often');
    await dialog.getByText('is not understood').waitFor();
    expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Most starts', { exact: true }).fill('120/s');
    expect(await axeViolations(page)).toEqual([]);

    await bed.call('PATCH', '/queues/limited', { max_depth: 10, concurrency: 3 });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Somebody changed these settings meanwhile').waitFor();
    await dialog.getByText('Most jobs at once: now 3').waitFor();
    expect(await queue('limited')).toMatchObject({ settings: { max_depth: 10, rate: null } });

    await dialog.getByText('→ 5,000').waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await queue('limited')).toMatchObject({
      settings: { max_depth: 5_000, concurrency: 3, rate: { limit: 120, per_ms: 1_000 } },
    });
  });

  it('tells what the service has against a limit, at its field', async () => {
    await bed.enqueue(...many(1, 'strict', later));
    const { page } = await bed.open('/dashboard/queues/strict');
    await page.getByRole('button', { name: 'Edit limits' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Most starts', { exact: true }).fill('9,999,999/s');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('must be an integer from 1 to 100000').waitFor();
    expect(await queue('strict')).toMatchObject({ settings: { rate: null } });
  });

  it('redrives failed jobs with their exact number', async () => {
    await bed.enqueue(...many(3, 'broken', failing));
    await Promise.all([0, 1, 2].map((i) => bed.call('GET', `/jobs/broken-${i}?wait_ms=20000`)));
    const { page } = await bed.open('/dashboard/queues/broken');
    await page.getByRole('button', { name: 'Redrive…' }).click();
    await page.getByRole('button', { name: 'Count them' }).click();
    await page.getByRole('button', { name: 'Redrive 3 failed jobs' }).click();
    await page.getByText('3 failed jobs queued again.').or(page.getByText('3 jobs queued again.')).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await Promise.all([0, 1, 2].map((i) => bed.call('GET', `/jobs/broken-${i}?wait_ms=20000`)));
    expect(await queue('broken')).toMatchObject({ counters: { started: 6 } });
  });

  it('purges after its name is typed, and is deleted when it is empty', async () => {
    await bed.enqueue(...many(4, 'old', later));
    const { page } = await bed.open('/dashboard/queues/old');
    await page.getByRole('button', { name: 'Delete…' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('button', { name: 'Delete the queue' }).isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill('old');
    await dialog.getByRole('button', { name: 'Delete the queue' }).click();
    await dialog.getByText('holds 4 jobs').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();

    await page.getByRole('button', { name: 'Purge…' }).click();
    await dialog.getByLabel('scheduled').check();
    expect(await axeViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Count them' }).click();
    const purge = dialog.getByRole('button', { name: 'Purge 4 scheduled jobs' });
    await purge.waitFor();
    expect(await purge.isDisabled()).toBe(true);
    expect(await queue('old')).toMatchObject({ depth: 4 });
    await dialog.getByRole('textbox').fill('old');
    await purge.click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await queue('old')).toMatchObject({ depth: 0 });

    await page.getByRole('button', { name: 'Delete…' }).click();
    await dialog.getByRole('textbox').fill('old');
    await dialog.getByRole('button', { name: 'Delete the queue' }).click();
    await page.getByRole('heading', { level: 1, name: 'Queues' }).waitFor();
    expect((await fetch(`${bed.url}/queues/old`)).status).toBe(404);
  });
});
