import type { Dedup } from '../../core/dedup';
import type { DependencyPolicy } from '../../core/dependency';
import type { AttemptOutcome, AttemptRecord, JobError } from '../../core/job';
import { WORKER_ID_LENGTH } from '../../core/claim';
import { readDedup } from './dedup-field';
import { isWaiting, readPolicy } from './dependency-policy';
import { completedAttempt } from './state-record';

/** A reply that is a flat list of fields and values. */
export type Flat = readonly string[];

/**
 * Field b0 opens with: created at (11 hex digits), content hash (11), stamp of the enqueue call (6), payload bytes
 * (6 hex digits), length of the static data (4 hex digits). Behind it begins the body: static data, then payload.
 */
const OPENING_LENGTH = 38;

/** Room for the body in field b0. */
export const FIRST_BODY_PIECE_BYTES = 64 - OPENING_LENGTH;

/** The fields of a job's hash, texts put together. */
export interface JobHash {
  readonly s: string;
  readonly queue: string;
  readonly type: string;
  readonly createdAt: number;
  readonly payloadBytes: number;
  readonly staticData: string;
  readonly payload: string;
  readonly result: string | null;
  readonly error: JobError | null;
  readonly progress: string | null;
  readonly attempts: readonly AttemptRecord[];
  readonly dedup: Dedup | null;
  readonly callbackJobId: string | null;
  readonly onDependencyFailure: DependencyPolicy | null;
  readonly awaitsDependencies: boolean;
  readonly group: string | null;
  /** Lines that were written to its log. */
  readonly logLines: number;
}

/** Single letters are whole values (B, R, E: texts with a key of their own), others numbered pieces. */
export function readJobHash(flat: Flat): JobHash {
  const pieces = { b: [] as string[], r: [] as string[], e: [] as string[], g: [] as string[] };
  const whole: Record<'a' | 'i' | 's' | 'n' | 'd' | 'k' | 'w' | 't' | 'l' | 'B' | 'R' | 'E', string | null> =
    {
      a: null,
      i: null,
      s: null,
      n: null,
      d: null,
      k: null,
      w: null,
      t: null,
      l: null,
      B: null,
      R: null,
      E: null,
    };
  const attempts: AttemptRecord[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const name = flat[i] ?? '';
    const value = flat[i + 1] ?? '';
    const letter = name.charAt(0);
    if (name.length === 1) {
      whole[letter as keyof typeof whole] = value;
    } else if (letter === 'h') {
      attempts.push(readAttempt(Number(name.slice(1)), value));
    } else {
      pieces[letter as keyof typeof pieces][Number(name.slice(1))] = value;
    }
  }
  const completed = completedAttempt(whole.s ?? '');
  if (completed !== null) {
    attempts.push(completed);
  }
  const opening = pieces.b[0] ?? '';
  const error = whole.E ?? join(pieces.e);
  return {
    s: whole.s ?? '',
    ...readNames(whole.n ?? ''),
    ...readBody(whole.B === null ? pieces.b.join('') : opening + whole.B),
    result: whole.R ?? join(pieces.r),
    error: error === null ? null : (JSON.parse(error) as JobError),
    progress: join(pieces.g),
    dedup: whole.d === null ? null : readDedup(whole.d),
    callbackJobId: whole.k,
    onDependencyFailure: whole.w === null ? null : readPolicy(whole.w),
    awaitsDependencies: whole.w !== null && isWaiting(whole.w),
    group: whole.t,
    logLines: whole.l === null ? 0 : Number.parseInt(whole.l, 10),
    attempts: attempts.length > 1 ? attempts.sort((a, b) => a.attempt - b.attempt) : attempts,
  };
}

/** Field n: "<queue> <type>"; names have no spaces. */
export function readNames(names: string): Pick<JobHash, 'queue' | 'type'> {
  const space = names.indexOf(' ');
  return { queue: names.slice(0, space), type: names.slice(space + 1) };
}

/** The body with the opening of field b0 in front. */
export function readBody(
  text: string,
): Pick<JobHash, 'createdAt' | 'payloadBytes' | 'staticData' | 'payload'> {
  const end = OPENING_LENGTH + Number.parseInt(text.slice(34, OPENING_LENGTH), 16);
  return {
    createdAt: Number.parseInt(text.slice(0, 11), 16),
    payloadBytes: Number.parseInt(text.slice(28, 34), 16),
    staticData: text.slice(OPENING_LENGTH, end),
    payload: text.slice(end),
  };
}

function join(pieces: readonly string[]): string | null {
  return pieces.length === 0 ? null : pieces.join('');
}

const OUTCOMES: ReadonlyMap<string, AttemptOutcome> = new Map([
  ['c', 'completed'],
  ['f', 'failed'],
  ['s', 'snoozed'],
  ['l', 'lapsed'],
  ['x', 'cancelled'],
]);

/** scripts/lib/attempts.lua says what lies where. */
function readAttempt(attempt: number, text: string): AttemptRecord {
  const outcome = OUTCOMES.get(text.charAt(0));
  if (outcome === undefined) {
    throw new Error(`unknown outcome letter "${text.charAt(0)}" in an attempt record`);
  }
  return {
    attempt,
    outcome,
    startedAt: Number.parseInt(text.slice(1, 12), 16),
    endedAt: Number.parseInt(text.slice(12, 23), 16),
    worker: text.slice(23, 23 + WORKER_ID_LENGTH),
    code: text.length > 37 ? text.slice(37) : null,
  };
}
