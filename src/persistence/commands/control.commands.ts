import type { CancelAnswer, QueueSettings, RedriveAnswer } from '../../core/job-store';
import type { FinalState, JobState } from '../../core/states';
import { type Command, texts } from './command';

export interface IdsInput {
  readonly retention: string;
  readonly ids: readonly string[];
}

export const cancelCommand: Command<IdsInput, CancelAnswer[]> = {
  script: 'cancel',
  argv: 'retention, id...',
  encode: ({ retention, ids }) => [retention, ...ids],
  decode: (reply, _input, resent) =>
    texts(reply).map((text) => {
      if (resent && text === 'wrong_state cancelled') {
        return { result: 'cancelled' };
      }
      const [result, state] = text.split(' ');
      return { result, ...(state !== undefined && { state: state as FinalState }) } as CancelAnswer;
    }),
};

export const redriveCommand: Command<IdsInput, RedriveAnswer[]> = {
  script: 'redrive',
  argv: 'retention, id...',
  encode: ({ retention, ids }) => [retention, ...ids],
  decode: (reply, _input, resent) =>
    texts(reply).map((text) => {
      if (resent && text === 'wrong_state queued') {
        return { result: 'queued' };
      }
      const [result, state] = text.split(' ');
      return { result, ...(state !== undefined && { state: state as JobState }) } as RedriveAnswer;
    }),
};

export interface ConfigureInput {
  readonly queue: string;
  readonly settings: Partial<QueueSettings>;
}

const SETTING_FIELDS: readonly (readonly [keyof QueueSettings, string])[] = [
  ['paused', 'paused'],
  ['maxDepth', 'max_depth'],
  ['maxBytes', 'max_bytes'],
  ['concurrency', 'concurrency'],
];

export const configureCommand: Command<ConfigureInput, void> = {
  script: 'configure',
  argv: 'queue, then (field, value or "" to remove)...',
  encode({ queue, settings }) {
    const argv = [queue];
    for (const [name, field] of SETTING_FIELDS) {
      const value = settings[name];
      if (value !== undefined) {
        argv.push(field, settingText(value));
      }
    }
    return argv;
  },
  decode: () => undefined,
};

function settingText(value: boolean | number | null): string {
  if (value === null || value === false) {
    return '';
  }
  return value === true ? '1' : String(value);
}
