import type { SweepAnswer } from '../../core/job-store';
import type { AttendAnswer, WorkerInfo } from '../../core/worker-info';
import { TOKEN_LENGTH } from '../../core/claim';
import { alarmMs } from './claim.command';
import type { Command } from './command';

export interface SweepInput {
  readonly rules: string;
  readonly max: number;
}

function sweepCommand(script: 'promote' | 'reap'): Command<SweepInput, SweepAnswer> {
  return {
    script,
    argv: 'rules, most jobs',
    encode: ({ rules, max }) => [rules, String(max)],
    decode: readSweep,
  };
}

export const promoteCommand = sweepCommand('promote');
export const reapCommand = sweepCommand('reap');

export interface TrimInput extends SweepInput {
  readonly pressure: boolean;
  /** Where the last call under pressure stopped. */
  readonly afterQueue: string;
}

export const trimCommand: Command<TrimInput, SweepAnswer & { readonly lastQueue: string }> = {
  script: 'trim',
  argv: 'rules, most jobs, pressure (0|1), queue to start after when under pressure ("" for the first)',
  encode: ({ rules, max, pressure, afterQueue }) => [rules, String(max), pressure ? '1' : '0', afterQueue],
  decode: (reply) => ({ ...readSweep(reply), lastQueue: (reply as readonly [number, number, string])[2] }),
};

export const indexCommand: Command<number, SweepAnswer> = {
  script: 'index',
  argv: 'most jobs to look at',
  encode: (max) => [String(max)],
  decode: readSweep,
};

export const unindexCommand: Command<number, { readonly more: boolean; readonly isDue: boolean }> = {
  script: 'unindex',
  argv: 'most sets',
  encode: (max) => [String(max)],
  decode(reply) {
    const [more, due] = reply as readonly [number, number];
    return { more: more === 1, isDue: due === 1 };
  },
};

function readSweep(reply: unknown): SweepAnswer {
  const [moved, more] = reply as readonly [number, number];
  return { moved, more: more === 1 };
}

export interface AttendInput {
  readonly worker: WorkerInfo;
  /** Whether to store the worker's description, or only to look for requests. */
  readonly describe: boolean;
  /** Most jobs of the namespace at once; null: any number. */
  readonly concurrency: number | null;
}

export const attendCommand: Command<AttendInput, AttendAnswer> = {
  script: 'attend',
  argv:
    'worker id, its description as JSON ("" for no news), the same for its name, most jobs of the namespace at once ' +
    '("": any number), queue... (none: all)',
  encode: ({ worker, describe, concurrency }) => [
    worker.id,
    describe ? JSON.stringify(worker) : '',
    describe ? worker.name : '',
    concurrency === null ? '' : String(concurrency),
    ...(worker.queues === '*' ? [] : worker.queues.map(({ queue }) => queue)),
  ],
  decode(reply) {
    const [nextAlarm, ...requests] = reply as readonly [number, ...string[]];
    return {
      nextAlarmMs: alarmMs(nextAlarm),
      cancelled: requests.map((text) => ({
        token: text.slice(0, TOKEN_LENGTH),
        id: text.slice(TOKEN_LENGTH),
      })),
    };
  },
};

export const retireCommand: Command<string, void> = {
  script: 'retire',
  argv: 'worker id',
  encode: (id) => [id],
  decode: () => undefined,
};
