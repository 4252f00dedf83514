import { HttpBed } from './http-bed';

async function withBed(
  env: Readonly<Record<string, string>>,
  use: (bed: HttpBed) => Promise<void>,
): Promise<void> {
  const bed = await HttpBed.start(env);
  try {
    await use(bed);
  } finally {
    await bed.stop();
  }
}

const statuses = (answers: readonly { readonly status: number }[], status: number) =>
  answers.filter((answer) => answer.status === status).length;

describe('backpressure', () => {
  it('takes exactly as many jobs as fit, from many clients at once', async () => {
    await withBed({ SLUICE_MAX_DEPTH: '20' }, async (bed) => {
      const answers = await Promise.all(Array.from({ length: 60 }, () => bed.post('{}')));
      expect([statuses(answers, 202), statuses(answers, 503)]).toEqual([20, 40]);
      const refused = answers.find((answer) => answer.status === 503);
      expect(refused?.body).toMatchObject({ code: 'queue_full', queue: 'default', limit: 'depth' });
      expect(refused?.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    });
  });

  it('says what the rate is and when to come again', async () => {
    await withBed({ SLUICE_RATE_LIMIT: '1', SLUICE_RATE_BURST: '5' }, async (bed) => {
      const answers = await Promise.all(Array.from({ length: 10 }, () => bed.post('{}')));
      expect(statuses(answers, 202)).toBeGreaterThanOrEqual(5);
      const refused = answers.find((answer) => answer.status === 429);
      expect(refused?.body).toMatchObject({ code: 'rate_limited' });
      expect(refused?.headers['retry-after']).toMatch(/^[1-9]\d*$/);
      expect(refused?.headers['ratelimit-policy']).toBe('"enqueue";q=5;w=5');
      expect(refused?.headers['ratelimit']).toMatch(/^"enqueue";r=0;t=[1-9]\d*$/);
    });
  });

  it('refuses failure injection where it is switched off', async () => {
    await withBed({ SLUICE_FAILURE_INJECTION: 'off' }, async (bed) => {
      expect(await bed.post('{"failure_injection":{"fail_first":1}}')).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: '/failure_injection' }] },
      });
    });
  });
});
