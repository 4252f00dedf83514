import { MAX_SNOOZES } from '../../core/job';
import { TOKEN_LENGTH } from '../../core/claim';
import type {
  Completion,
  ExtendAnswer,
  Extension,
  Failure,
  Lease,
  SettleAnswer,
  SettleResult,
  Snooze,
} from '../../core/settlement';
import type { JobState } from '../../core/states';
import { FLAG_ERROR, FLAG_ERROR_KEY, FLAG_RESULT_KEY } from '../codec/state-record';
import { cutText, pushPieces, pushText } from '../codec/text-pieces';
import { type Command, texts } from './command';

export interface SettleInput<T> {
  readonly rules: string;
  readonly list: readonly T[];
}

export const completeCommand: Command<SettleInput<Completion>, SettleAnswer[]> = {
  script: 'complete',
  argv:
    'rules, then runs of jobs with the same head: head, number of jobs, then for each: id, (field, value)... of ' +
    'result and error (why the result is missing), then those of the two that get a key of their own, as the flags ' +
    'say. Head: token (14), flags to set (3, hex), number of arguments for HSET (2, hex; 1: the value of r0), bytes ' +
    'of result and error (6, hex), queue, or nothing where the caller does not know it',
  encode({ rules, list }) {
    const argv = [rules];
    let head = '';
    let countAt = 0;
    let count = 0;
    for (const completion of list) {
      const parts = cutOutcome(completion);
      const own = headOf(completion, parts);
      if (own !== head) {
        head = own;
        count = 0;
        countAt = argv.push(head, '') - 1;
      }
      count += 1;
      argv[countAt] = String(count);
      argv.push(completion.id);
      pushOutcome(argv, parts);
    }
    return argv;
  },
  decode(reply, { list }) {
    const answers = readSettleAnswers(reply);
    return answers.length < list.length ? list.map(() => COMPLETED) : answers;
  },
};

export const failCommand: Command<SettleInput<Failure>, SettleAnswer[]> = {
  script: 'fail',
  argv:
    'rules, count, then for each job: id, token, wait before the retry in ms (-1: no retry), ' +
    'error code, bytes of the error, error as: number of arguments, (field, value)...',
  encode({ rules, list }) {
    const argv = [rules, String(list.length)];
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
  argv: 'rules, most snoozes, count, then for each job: id, token, delay_ms',
  encode({ rules, list }) {
    const argv = [rules, String(MAX_SNOOZES), String(list.length)];
    for (const { id, token, delayMs } of list) {
      argv.push(id, token, wholeMs(delayMs));
    }
    return argv;
  },
  decode: readSettleAnswers,
};

export const releaseCommand: Command<SettleInput<Lease>, SettleAnswer[]> = {
  script: 'release',
  argv: 'rules, count, then for each job: id, token',
  encode: ({ rules, list }) => [rules, String(list.length), ...list.flatMap(({ id, token }) => [id, token])],
  decode: readSettleAnswers,
};

export const extendCommand: Command<readonly Extension[], ExtendAnswer[]> = {
  script: 'extend',
  argv:
    'count, then for each job: id, token, lease_ms, latest end (epoch ms; "": none), progress as: number of ' +
    'arguments, (field, value)... (0: no news)',
  encode(list) {
    const argv = [String(list.length)];
    for (const { id, token, leaseMs, until, progress } of list) {
      argv.push(id, token, String(leaseMs), until === undefined ? '' : String(until));
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

const NOBODYS_TOKEN = '?'.repeat(TOKEN_LENGTH);

/** Result and error as they are stored: in pieces, or (null) as a key of their own. */
interface Outcome {
  readonly result: string;
  readonly error: string;
  readonly pieces: readonly string[] | null;
  readonly errorPieces: readonly string[] | null;
}

function cutOutcome({ result, resultError }: Completion): Outcome {
  const error = resultError === null ? '' : JSON.stringify(resultError);
  return { result: result ?? '', error, pieces: cutText(result ?? ''), errorPieces: cutText(error) };
}

const isOnePiece = ({ pieces, errorPieces }: Outcome): boolean =>
  pieces?.length === 1 && errorPieces?.length === 0;

function headOf({ token, queue }: Completion, outcome: Outcome): string {
  const { result, error, pieces, errorPieces } = outcome;
  const flags =
    (pieces === null ? FLAG_RESULT_KEY : 0) |
    (error === '' ? 0 : FLAG_ERROR) |
    (errorPieces === null ? FLAG_ERROR_KEY : 0);
  const bytes = Math.min(Buffer.byteLength(result) + Buffer.byteLength(error), 0xffffff);
  const count = isOnePiece(outcome) ? 1 : 2 * ((pieces?.length ?? 0) + (errorPieces?.length ?? 0));
  // The head is read by position; a token of another length is nobody's.
  const ownToken = Buffer.byteLength(token) === TOKEN_LENGTH ? token : NOBODYS_TOKEN;
  return ownToken + hex(flags, 3) + hex(count, 2) + hex(bytes, 6) + (queue ?? '');
}

function pushOutcome(argv: string[], outcome: Outcome): void {
  const { result, error, pieces, errorPieces } = outcome;
  if (isOnePiece(outcome)) {
    argv.push(result);
    return;
  }
  pushPieces(argv, 'r', pieces ?? [], 0);
  pushPieces(argv, 'e', errorPieces ?? [], 0);
  if (pieces === null) {
    argv.push(result);
  }
  if (errorPieces === null) {
    argv.push(error);
  }
}

function hex(value: number, width: number): string {
  return value.toString(16).padStart(width, '0');
}

function wholeMs(ms: number): string {
  return String(Math.max(0, Math.round(ms)));
}

const COMPLETED: SettleAnswer = { result: 'ok', state: 'completed' };

function readSettleAnswers(reply: unknown): SettleAnswer[] {
  return texts(reply).map(readSettleAnswer);
}

export function readSettleAnswer(text: string): SettleAnswer {
  if (text === 'ok completed') {
    return COMPLETED;
  }
  const [result, state] = text.split(' ');
  return { result: result as SettleResult, state: (state as JobState | undefined) ?? null };
}
