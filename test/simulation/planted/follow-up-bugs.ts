import type { JobStore } from '../../../src/core/job-store';
import type { NewJob } from '../../../src/core/job';
import type { Completion } from '../../../src/core/settlement';
import { NO_LIMITS } from '../../support/job-builder';
import { MemoryJobStore } from '../../support/memory-store/memory-job-store';
import type { PlantedBug } from './planted-bug';

/** A worker that records the result first, and then stores what follows: two steps, between which it can die. */
function inTwoSteps(store: JobStore): JobStore {
  const follow = async (completion: Completion, followUps: readonly NewJob[]) => {
    const [answer] = await store.complete([completion]);
    await store.enqueue(followUps, NO_LIMITS);
    return answer;
  };
  return new Proxy(store, {
    get: (target, name) => (name === 'follow' ? follow : (Reflect.get(target, name) as unknown)),
  });
}

export const followsInTwoSteps: PlantedBug = {
  name: 'stores follow-ups in a second step',
  variant: { workerStore: inTwoSteps },
  shows: ['follow_up'],
};

/** A store that takes the result and says so, and forgets the last of the jobs that follow. */
function forgetful(store: JobStore): JobStore {
  const follow = (completion: Completion, followUps: readonly NewJob[]) =>
    store.follow(completion, followUps.slice(0, -1));
  return new Proxy(store, {
    get: (target, name) => (name === 'follow' ? follow.bind(target) : bound(target, name)),
  });
}

function bound(target: JobStore, name: string | symbol): unknown {
  const member: unknown = Reflect.get(target, name);
  return typeof member === 'function' ? (member.bind(target) as unknown) : member;
}

export const forgetsFollowUps: PlantedBug = {
  name: 'forgets a follow-up',
  variant: { store: (state) => forgetful(new MemoryJobStore(state)) },
  shows: ['lost_job'],
};
