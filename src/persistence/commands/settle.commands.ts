import { MAX_SNOOZES } from '../../core/job';
import type {
  Completion,
  ExtendAnswer,
  Extension,
  Failure,
  Lease,
  SettleAnswer,
  SettleResult,
  Snooze,
} from '../../core/job-store';
import type { JobState } from '../../core/states';
import { pushText } from '../codec/text-pieces';
import { type Command, texts } from './command';

export interface SettleInput<T> {
  readonly retention: string;
  readonly list: readonly T[];
}

export const completeCommand: Command<SettleInput<Completion>, SettleAnswer[]> = {
  script: 'complete',
  argv:
    'retention, count, then for each job: id, token, bytes of result and error, ' +
    'result as: number of arguments, (field, value)... and error (why the result is missing) likewise',
  encode({ retention, list }) {
    const argv = [retention, String(list.length)];
    for (const { id, token, result, resultError } of list) {
      const error = resultError === null ? '' : JSON.stringify(resultError);
      argv.push(id, token, String(Buffer.byteLength(result ?? '') + Buffer.byteLength(error)));
      pushText(argv, 'r', result ?? '');
      pushText(argv, 'e', error);
    }
    return argv;
  },
  decode: readSettleAnswers,
};

export const failCommand: Command<SettleInput<Failure>, SettleAnswer[]> = {
  script: 'fail',
  argv:
    'retention, count, then for each job: id, token, wait before the retry in ms (-1: no retry), ' +
    'error code, bytes of the error, error as: number of arguments, (field, value)...',
  encode({ retention, list }) {
    const argv = [retention, String(list.length)];
    for (const { id, token, error, retryInMs } of list) {
      const text = JSON.stringify(error);
      argv.push(id, token, retryInMs === null ? '-1' : wholeMs(retryInMs), error.code);
      argv.push(String(Buffer.byteLength(text)));
      pushText(argv, 'e', text);
    }
    return argv;
  },
  decode: readSettleAnswers,
};

export const snoozeCommand: Command<SettleInput<Snooze>, SettleAnswer[]> = {
  script: 'snooze',
  argv: 'retention, most snoozes, count, then for each job: id, token, delay_ms',
  encode({ retention, list }) {
    const argv = [retention, String(MAX_SNOOZES), String(list.length)];
    for (const { id, token, delayMs } of list) {
      argv.push(id, token, wholeMs(delayMs));
    }
    return argv;
  },
  decode: readSettleAnswers,
};

export const releaseCommand: Command<SettleInput<Lease>, SettleAnswer[]> = {
  script: 'release',
  argv: 'retention, count, then for each job: id, token',
  encode: ({ retention, list }) => [
    retention,
    String(list.length),
    ...list.flatMap(({ id, token }) => [id, token]),
  ],
  decode: readSettleAnswers,
};

export const extendCommand: Command<readonly Extension[], ExtendAnswer[]> = {
  script: 'extend',
  argv:
    'count, then for each job: id, token, lease_ms, progress as: number of arguments, ' +
    '(field, value)... (0: no news)',
  encode(list) {
    const argv = [String(list.length)];
    for (const { id, token, leaseMs, progress } of list) {
      argv.push(id, token, String(leaseMs));
      pushText(argv, 'g', progress ?? '');
    }
    return argv;
  },
  decode: (reply) =>
    texts(reply).map((answer) => ({
      result: answer === 'lost' || answer === 'gone' ? answer : 'ok',
      cancelRequested: answer === 'cancel',
    })),
};

function wholeMs(ms: number): string {
  return String(Math.max(0, Math.round(ms)));
}

const COMPLETED: SettleAnswer = { result: 'ok', state: 'completed' };

function readSettleAnswers(reply: unknown): SettleAnswer[] {
  return texts(reply).map((text) => {
    if (text === 'ok completed') {
      return COMPLETED;
    }
    const [result, state] = text.split(' ');
    return { result: result as SettleResult, state: (state as JobState | undefined) ?? null };
  });
}
