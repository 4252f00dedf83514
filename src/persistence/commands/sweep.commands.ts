import type { SweepAnswer } from '../../core/job-store';
import type { AttendAnswer, WorkerInfo } from '../../core/worker-info';
import { TOKEN_LENGTH } from '../../core/claim';
import type { Command } from './command';
import { alarmMs } from './turn.command';

/** The kinds of alarms that each duty serves: see lib/alarms.lua. */
const KINDS = {
  promote: 'expiry unblock due group rate group_rate',
  reap: 'lease',
  trim: 'retention',
};

export interface SweepInput {
  readonly duty: keyof typeof KINDS;
  readonly rules: string;
  readonly max: number;
  /** Memory is short; where the last call under pressure stopped, '' for the first. null: it is not. */
  readonly pressedAfter: string | null;
}

export interface SweepReport {
  readonly swept: SweepAnswer;
  /** Under pressure: the last queue looked at. */
  readonly lastQueue: string;
}

export const sweepCommand: Command<SweepInput, SweepReport> = {
  script: 'sweep',
  argv:
    'rules, most jobs, kinds of alarms (with spaces between them), then under pressure: queue to start after ("" for the ' +
    'first)',
  encode: ({ duty, rules, max, pressedAfter }) => [
    rules,
    String(max),
    KINDS[duty],
    ...(pressedAfter === null ? [] : [pressedAfter]),
  ],
  decode: (reply) => ({
    swept: readSweep(reply),
    lastQueue: (reply as readonly [number, number, string])[2],
  }),
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
