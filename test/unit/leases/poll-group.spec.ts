import { systemClock } from '../../../src/core/clock';
import { StoreUnavailableError } from '../../../src/core/errors';
import { EventHub } from '../../../src/core/events';
import type { ClaimAnswer, ClaimRequest } from '../../../src/core/claim';
import { seededRandom } from '../../../src/core/random';
import { Poll } from '../../../src/leases/poll';
import { PollHub } from '../../../src/leases/poll-hub';
import { remoteWorkerId } from '../../../src/leases/remote-worker-id';
import { readLeaseToken, leaseTokenText } from '../../../src/leases/lease-token';
import { newJob, NO_LIMITS } from '../../support/job-builder';
import { openMemoryStore } from '../../support/memory-bed';
import { untilTrue } from '../../support/until';
import { RETENTION } from '../../contract/bed';

type Claim = (request: ClaimRequest) => Promise<ClaimAnswer>;

const ports = { clock: systemClock, random: seededRandom(1), events: new EventHub() };

const request = (name: string, type = 'simulate') => ({
  worker: { name, id: remoteWorkerId(name) },
  ...{ queues: '*' as const, types: [type], maxJobs: 1, leaseMs: 60_000, waitMs: 30_000, poll: null },
});

/** A hub on the model, whose claims go through `through`. */
function open(through: (claim: Claim, request: ClaimRequest) => Promise<ClaimAnswer>) {
  const { store } = openMemoryStore(RETENTION);
  const claim: Claim = store.claim.bind(store);
  jest.spyOn(store, 'claim').mockImplementation((asked) => through(claim, asked));
  const hub = new PollHub(store, ports);
  const join = (name: string, type?: string) => {
    const poll = new Poll(request(name, type));
    hub.join(poll);
    return poll;
  };
  const add = (id: string) => store.enqueue([newJob(id)], NO_LIMITS);
  return { store, hub, join, add };
}

describe('polls of one kind', () => {
  it('miss no job that comes while a claim which was made before it is in flight', async () => {
    let hold: Promise<void> | null = null;
    let claims = 0;
    const { join, add } = open(async (claim, asked) => {
      const answer = await claim(asked);
      claims += 1;
      await hold;
      return answer;
    });
    const first = join('a');
    await untilTrue(
      () => claims === 1,
      1_000,
      () => 'no claim',
    );
    // A second one comes, and its claim finds nothing; its answer is late, and meanwhile there is a job.
    let release: () => void = () => undefined;
    hold = new Promise((resolve) => (release = resolve));
    const second = join('b');
    await untilTrue(
      () => claims === 2,
      1_000,
      () => 'no claim',
    );
    await add('job');
    hold = null;
    const began = performance.now();
    release();
    expect((await first.jobs).map(({ id }) => id)).toEqual(['job']);
    expect(performance.now() - began).toBeLessThan(900); // not by the wait for a lost token
    second.abandon();
  });

  it('cost one claim, not one each, while there is nothing', async () => {
    let claims = 0;
    const { hub, join, add } = open((claim, asked) => {
      claims += 1;
      return claim(asked);
    });
    const polls = Array.from({ length: 100 }, (_, i) => join(`w${i}`));
    await add('only');
    await polls[0]!.jobs;
    expect(claims).toBeLessThan(10);
    expect(hub.size).toBe(99);
    for (const poll of polls) {
      hub.leave(poll);
      poll.abandon();
    }
    await untilTrue(
      () => hub.size === 0,
      1_000,
      () => `${hub.size} are left`,
    );
  });

  it('all hear of a store that does not answer, and what a lost claim took is handed back', async () => {
    let broken = true;
    const { store, join, add } = open(async (claim, asked) => {
      const answer = await claim(asked);
      if (broken) {
        throw new StoreUnavailableError('no answer');
      }
      return answer;
    });
    await add('taken');
    const polls = [join('a'), join('b')];
    for (const poll of polls) {
      await expect(poll.jobs).rejects.toThrow('no answer');
    }
    expect(await store.states(['taken'])).toEqual(['in_progress']);
    broken = false;
    await untilTrue(
      async () => (await store.states(['taken']))[0] === 'queued',
      3_000,
      () => 'not handed back',
    );
    expect(await store.get('taken')).toMatchObject({ attemptCount: 0, lapses: 0 });
  });
});

describe('lease tokens', () => {
  it('are read as they were written, and nothing else is', () => {
    const token = { token: 'abcdefgh000001', until: 1_900_000_000_000, leaseMs: 86_400_000 };
    expect(readLeaseToken(leaseTokenText(token))).toEqual(token);
    for (const text of [
      '',
      'x',
      'abcdefgh000001',
      'abcdefgh000001.1',
      'ABCDEFGH000001.1.1',
      ' abcdefgh000001.1.1',
    ]) {
      expect(readLeaseToken(text)).toBeNull();
    }
  });

  it('a worker has one id wherever it asks', () => {
    expect(remoteWorkerId('a')).toMatch(/^[0-9a-z]{8}$/);
    expect(remoteWorkerId('a')).toBe(remoteWorkerId('a'));
    expect(remoteWorkerId('b')).not.toBe(remoteWorkerId('a'));
  });
});
