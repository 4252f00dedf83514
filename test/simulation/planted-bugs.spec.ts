import { CORRECT } from './cluster';
import { makePlan } from './make-plan';
import { PLANTED_BUGS } from './planted/all-planted';
import { shrink } from './shrink';
import { simulate, type Verdict } from './simulate';

/** Each bug is found within so many seeds; most take a few. */
const WITHIN = 60;

/** What the same cluster without a bug does wrong, by seed: many bugs show in the same ones. */
const correct = new Map<number, Promise<Verdict>>();

async function withoutBugs(seed: number): Promise<Verdict['violation']> {
  const verdict = correct.get(seed) ?? simulate(makePlan(seed));
  correct.set(seed, verdict);
  return (await verdict).violation;
}

describe.each(PLANTED_BUGS)('a cluster that $name', ({ variant, shows }) => {
  const wrong = { ...CORRECT, ...variant };

  test(`is found within ${WITHIN} seeds, again the same way, and by the bug alone`, async () => {
    for (let seed = 1; seed <= WITHIN; seed += 1) {
      const { violation, hash } = await simulate(makePlan(seed), wrong);
      if (violation !== null) {
        expect(shows).toContain(violation.kind);
        const again = await simulate(makePlan(seed), wrong);
        expect([again.hash, again.violation?.message]).toEqual([hash, violation.message]);
        expect(await withoutBugs(seed)).toBeNull();
        return;
      }
    }
    throw new Error('not found');
  });
});

describe('a plan that fails', () => {
  test('is made small and still fails the same way', async () => {
    const { variant } = PLANTED_BUGS.find(({ name }) => name === 'promotes twice')!;
    const wrong = { ...CORRECT, ...variant };
    const plan = makePlan(3);
    const small = await shrink(plan, 'in_one_set', wrong);
    expect((await simulate(small, wrong)).violation?.kind).toBe('in_one_set');
    expect(plan.steps.length).toBeGreaterThan(10);
    // One job that is scheduled once is all that it takes.
    expect(small.steps).toHaveLength(1);
    expect(small.nodes).toHaveLength(1);
  });
});
