import type { Member } from '../member';
import { between, lasting, oneOf, type Fault, type Field } from './fault';

async function killAndReplace(member: Member, { random, timeline }: Field): Promise<void> {
  const downMs = between(random, 0, 2_000);
  timeline.note(`SIGKILL ${member.name}, replaced after ${downMs} ms`);
  await member.kill();
  await lasting(downMs);
  await member.start();
}

async function replace(member: Member, field: Field, env: Readonly<Record<string, string>>): Promise<void> {
  field.timeline.note(`SIGTERM ${member.name}`);
  await member.terminate();
  await member.start(env);
}

/** All of them, one after the other, as a deploy does. */
export async function rollWorkers(field: Field): Promise<void> {
  for (const worker of field.fleet.workers) {
    await replace(worker, field, {});
  }
}

async function pause(member: Member, ms: number, { timeline }: Field): Promise<void> {
  timeline.note(`SIGSTOP ${member.name} for ${ms} ms`);
  await member.pause(() => lasting(ms));
}

export const PROCESS_FAULTS: readonly Fault[] = [
  {
    name: 'a worker is killed',
    hits: 'worker',
    strike: (field) => killAndReplace(oneOf(field.random, field.fleet.workers), field),
  },
  {
    name: 'all workers are killed',
    hits: 'worker',
    strike: async (field) => {
      await Promise.all(field.fleet.workers.map((worker) => killAndReplace(worker, field)));
    },
  },
  {
    name: 'an API process is killed',
    hits: 'api',
    strike: (field) => killAndReplace(oneOf(field.random, field.fleet.apis), field),
  },
  { name: 'a rolling restart of the workers', hits: 'worker', strike: rollWorkers },
  {
    name: 'an API process is restarted',
    hits: 'api',
    strike: (field) => replace(oneOf(field.random, field.fleet.apis), field, {}),
  },
  {
    name: 'a worker stands still past its lease',
    hits: 'worker',
    strike: (field) => {
      const ms = field.leaseMs + between(field.random, 1_000, 3_000);
      return pause(oneOf(field.random, field.fleet.workers), ms, field);
    },
  },
  {
    name: 'a worker stands still for less than its lease',
    hits: 'worker',
    strike: (field) =>
      pause(oneOf(field.random, field.fleet.workers), between(field.random, 100, field.leaseMs / 4), field),
  },
  {
    name: 'an API process stands still',
    hits: 'api',
    strike: (field) => pause(oneOf(field.random, field.fleet.apis), between(field.random, 200, 3_000), field),
  },
  {
    name: 'a worker whose clock is wrong',
    hits: 'worker',
    strike: async (field) => {
      const worker = oneOf(field.random, field.fleet.workers);
      const minutes = between(field.random, 2, 30) * (field.random.next() < 0.5 ? -1 : 1);
      field.timeline.note(`the clock of the next ${worker.slot} is off by ${minutes} minutes`);
      await replace(worker, field, { LEDGER_SKEW_MS: String(minutes * 60_000) });
    },
  },
  {
    name: 'an API process whose clock is wrong',
    hits: 'api',
    strike: async (field) => {
      const api = oneOf(field.random, field.fleet.apis);
      const minutes = between(field.random, 2, 30) * (field.random.next() < 0.5 ? -1 : 1);
      field.timeline.note(`the clock of the next ${api.slot} is off by ${minutes} minutes`);
      await replace(api, field, { LEDGER_SKEW_MS: String(minutes * 60_000) });
    },
  },
];
