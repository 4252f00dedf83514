import type { ClaimAnswer } from '../../../src/core/claim';
import { StoreUnavailableError } from '../../../src/core/errors';
import type { Completion, SettleAnswer } from '../../../src/core/settlement';
import { JointCalls } from '../../../src/persistence/joint-calls';
import { claimRequest, nonceOf } from '../../support/job-builder';

const COMPLETED: SettleAnswer = { result: 'ok', state: 'completed' };
const NOTHING: ClaimAnswer = { jobs: [], nextAlarmMs: null };
const REQUEST = claimRequest(nonceOf('w', 1));

const completions = (count: number): Completion[] =>
  Array.from({ length: count }, (_, i) => ({
    ...{ id: `j${i}`, token: nonceOf('w', 1), result: '1', resultError: null },
  }));

/** Writes down what is called; the joint call fails where it is told to. */
function callsThat(fail?: Error) {
  const made: string[] = [];
  const joint = new JointCalls({
    complete(list) {
      made.push(`complete ${list.length}`);
      return Promise.resolve(list.map(() => COMPLETED));
    },
    claim() {
      made.push('claim');
      return Promise.resolve(NOTHING);
    },
    both(list) {
      made.push(`both ${list.length}`);
      const answer = { completed: list.map(() => COMPLETED), claimed: NOTHING };
      return fail === undefined ? Promise.resolve(answer) : Promise.reject(fail);
    },
  });
  return { joint, made };
}

describe('joint calls', () => {
  it('make one call of completions and the claim behind them', async () => {
    const { joint, made } = callsThat();
    const answers = await Promise.all([joint.complete(completions(2)), joint.claim(REQUEST)]);
    expect(answers).toEqual([[COMPLETED, COMPLETED], NOTHING]);
    expect(made).toEqual(['both 2']);
  });

  it('leave alone what has nothing to go with', async () => {
    const { joint, made } = callsThat();
    expect(await joint.complete(completions(1))).toEqual([COMPLETED]);
    expect(await joint.claim(REQUEST)).toEqual(NOTHING);
    expect(made).toEqual(['complete 1', 'claim']);
  });

  it('take along the completions of one call, and few of them', async () => {
    const { joint, made } = callsThat();
    const few = [joint.complete(completions(100)), joint.complete(completions(1)), joint.claim(REQUEST)];
    await Promise.all(few);
    const many = [joint.complete(completions(101)), joint.claim(REQUEST)];
    await Promise.all(many);
    expect(made).toEqual(['complete 1', 'both 100', 'complete 101', 'claim']);
  });

  it('are made one by one when the joint one fails by a fault, which need not be of both', async () => {
    const { joint, made } = callsThat(new Error('ERR one of them'));
    const answers = await Promise.all([joint.complete(completions(1)), joint.claim(REQUEST)]);
    expect(answers).toEqual([[COMPLETED], NOTHING]);
    expect(made).toEqual(['both 1', 'complete 1', 'claim']);
  });

  it('fail together when the store is out of reach', async () => {
    const { joint, made } = callsThat(new StoreUnavailableError('no answer'));
    const [completed, claimed] = await Promise.allSettled([
      joint.complete(completions(1)),
      joint.claim(REQUEST),
    ]);
    expect([completed.status, claimed.status]).toEqual(['rejected', 'rejected']);
    expect(made).toEqual(['both 1']);
  });
});
