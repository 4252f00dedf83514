import type { AttemptOutcome, AttemptRecord, JobError } from '../../core/job';
import { WORKER_ID_LENGTH } from '../../core/job-store';

/** A reply that is a flat list of fields and values. */
export type Flat = readonly string[];

/** Field m0 opens with: created at (11 hex digits), content hash (11), stamp of the enqueue call (6), payload bytes (6). */
const STAMP_LENGTH = 34;

/** Room for static data in field m0, behind what it opens with. */
export const FIRST_STATIC_PIECE_BYTES = 64 - STAMP_LENGTH;

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
}

/** Where each text lies: the first letter of its numbered fields, and the name of one with a key of its own. */
export function readJobHash(flat: Flat): JobHash {
  const texts: Record<'m' | 'p' | 'r' | 'e' | 'g', string[]> = { m: [], p: [], r: [], e: [], g: [] };
  const attempts: AttemptRecord[] = [];
  const own = new Map<string, string>();
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const name = flat[i] ?? '';
    const value = flat[i + 1] ?? '';
    const letter = name.charAt(0);
    if (name.length === 1) {
      own.set(name, value);
    } else if (letter === 'h') {
      attempts.push(readAttempt(Number(name.slice(1)), value));
    } else if (letter === 'm' || letter === 'p' || letter === 'r' || letter === 'e' || letter === 'g') {
      texts[letter][Number(name.slice(1))] = value;
    }
  }
  const first = texts.m[0] ?? '';
  texts.m[0] = first.slice(STAMP_LENGTH);
  const error = own.get('E') ?? join(texts.e);
  return {
    s: own.get('s') ?? '',
    queue: own.get('q') ?? '',
    type: own.get('t') ?? '',
    createdAt: Number.parseInt(first.slice(0, 11), 16),
    payloadBytes: Number.parseInt(first.slice(28, STAMP_LENGTH), 16),
    staticData: own.get('M') ?? texts.m.join(''),
    payload: own.get('P') ?? texts.p.join(''),
    result: own.get('R') ?? join(texts.r),
    error: error === null ? null : (JSON.parse(error) as JobError),
    progress: join(texts.g),
    attempts: attempts.sort((a, b) => a.attempt - b.attempt),
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
