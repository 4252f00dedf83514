import type { CancelAnswer, RedriveAnswer, RescheduleAnswer, Rescheduling } from '../../core/control-answer';
import type { QueueSettings } from '../../core/queue-settings';
import type { FinalState, JobState } from '../../core/states';
import { type Command, texts } from './command';

export interface IdsInput {
  readonly rules: string;
  readonly ids: readonly string[];
}

/** null: the call is to be made again for this job. */
export const cancelCommand: Command<IdsInput, (CancelAnswer | null)[]> = {
  script: 'cancel',
  argv: 'rules, id...',
  encode: ({ rules, ids }) => [rules, ...ids],
  decode: (reply, _input, resent) =>
    texts(reply).map((text) => {
      if (text === 'later') {
        return null;
      }
      if (resent && text === 'wrong_state cancelled') {
        return { result: 'cancelled' };
      }
      const [result, state] = text.split(' ');
      return { result, ...(state !== undefined && { state: state as FinalState }) } as CancelAnswer;
    }),
};

export const redriveCommand: Command<IdsInput, RedriveAnswer[]> = {
  script: 'redrive',
  argv: 'rules, id...',
  encode: ({ rules, ids }) => [rules, ...ids],
  decode: (reply, _input, resent) =>
    texts(reply).map((text) => {
      if (resent && (text === 'wrong_state queued' || text === 'wrong_state blocked')) {
        return { result: text === 'wrong_state queued' ? 'queued' : 'blocked' };
      }
      const [result, state] = text.split(' ');
      return { result, ...(state !== undefined && { state: state as JobState }) } as RedriveAnswer;
    }),
};

export interface RescheduleInput {
  readonly rules: string;
  readonly id: string;
  readonly change: Rescheduling;
}

export const rescheduleCommand: Command<RescheduleInput, RescheduleAnswer> = {
  script: 'reschedule',
  argv: 'rules, id, priority ("": as it is), delay_ms ("": see run_at), run_at in epoch ms ("": as it is)',
  encode: ({ rules, id, change: { priority, delayMs, runAt } }) => [
    rules,
    id,
    ...[priority, delayMs, runAt].map((value) => (value === null ? '' : String(value))),
  ],
  decode(reply) {
    const [result, state] = String(reply).split(' ');
    return { result, ...(state !== undefined && { state: state as JobState }) } as RescheduleAnswer;
  },
};

export interface ConfigureInput {
  readonly queue: string;
  readonly rules: string;
  readonly settings: Partial<QueueSettings>;
  readonly expected: QueueSettings | undefined;
  readonly by: string | null;
}

const SETTING_FIELDS: readonly (readonly [keyof QueueSettings, string])[] = [
  ['paused', 'paused'],
  ['maxDepth', 'max_depth'],
  ['maxBytes', 'max_bytes'],
  ['concurrency', 'concurrency'],
  ['maxAgeMs', 'max_age_ms'],
  ['overflow', 'overflow'],
  ['retentionMs', 'retention_ms'],
  ['retentionFailedMs', 'retention_failed_ms'],
  ['retentionCount', 'retention_count'],
  ['retentionBytes', 'retention_bytes'],
  ['groupConcurrency', 'group_concurrency'],
  ['groupOrder', 'group_order'],
  ['rate', 'rate'],
  ['groupRate', 'group_rate'],
  ['priorityAgeingMs', 'priority_ageing_ms'],
  ['index', 'index'],
];

export const configureCommand: Command<ConfigureInput, boolean> = {
  script: 'configure',
  argv:
    'queue, rules, "" or the settings that it must have ("paused,max_depth,max_bytes,concurrency,max_age_ms, ' +
    'overflow,retention_ms,retention_failed_ms,retention_count,retention_bytes, ' +
    'group_concurrency,group_order,rate,group_rate,priority_ageing_ms,index", empty for none), who asks ' +
    '("": nobody known), then (field, value or "" to remove)...',
  encode({ queue, rules, settings, expected, by }) {
    const argv = [
      queue,
      rules,
      expected === undefined ? '' : SETTING_FIELDS.map(([name]) => settingText(expected[name])).join(','),
      by ?? '',
    ];
    for (const [name, field] of SETTING_FIELDS) {
      const value = settings[name];
      if (value !== undefined) {
        argv.push(field, settingText(value));
      }
    }
    return argv;
  },
  decode: (reply) => reply === 1,
};

function settingText(value: QueueSettings[keyof QueueSettings]): string {
  if (isList(value)) {
    return value.join(',');
  }
  if (typeof value === 'object' && value !== null) {
    return `${value.limit}/${value.perMs}`;
  }
  if (value === null || value === false) {
    return '';
  }
  return value === true ? '1' : String(value);
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value);
}
