import type { AttemptRecord } from '../../core/job';
import { TOKEN_LENGTH, WORKER_ID_LENGTH } from '../../core/claim';
import type { JobState } from '../../core/states';

/** The fixed-width field `s` of a job's hash; scripts/lib/record.lua says what lies where. */
export interface StateRecord {
  readonly state: JobState;
  readonly flags: number;
  readonly attempt: number;
  readonly retries: number;
  readonly maxRetries: number;
  readonly lapses: number;
  readonly maxLapses: number;
  readonly snoozes: number;
  readonly token: string;
  /** When the job entered its state (epoch ms). */
  readonly at: number;
  readonly score: number;
  readonly size: number;
}

export const STATE_RECORD_LENGTH = 64;

export const FLAG_BODY_KEY = 1;
export const FLAG_RESULT_KEY = 2;
export const FLAG_ERROR_KEY = 4;
/** The job has a log. */
export const FLAG_LOG = 8;
export const FLAG_CANCEL = 16;
export const FLAG_EXPIRY = 32;
export const FLAG_ERROR = 64;
/** The job has a place in its group. */
export const FLAG_GROUP = 256;
export const FLAG_DEDUP = 512;
export const FLAG_DEPENDS = 1024;
export const FLAG_AWAITED = 2048;

const STATES: ReadonlyMap<string, JobState> = new Map([
  ['s', 'scheduled'],
  ['b', 'blocked'],
  ['q', 'queued'],
  ['r', 'in_progress'],
  ['c', 'completed'],
  ['f', 'failed'],
  ['x', 'cancelled'],
]);

export const NO_TOKEN = '-'.repeat(TOKEN_LENGTH);

const heads = new Map<number, string>();

/** Characters 2 to 33 of the record of a job that is new. Most jobs have one of a few. */
export function newRecordHead(of: Pick<StateRecord, 'flags' | 'maxRetries' | 'maxLapses'>): string {
  const key = (of.flags << 16) | (of.maxRetries << 8) | of.maxLapses;
  let head = heads.get(key);
  if (head === undefined) {
    head = `${digits(of.flags, 3)}000000${digits(of.maxRetries, 2)}00${digits(of.maxLapses, 2)}000${NO_TOKEN}`;
    heads.set(key, head);
  }
  return head;
}

function digits(value: number, width: number): string {
  return value.toString(16).padStart(width, '0');
}

const PRIORITY_STEP = 2 ** 45;

export function stateOf(letter: string): JobState {
  const state = STATES.get(letter);
  if (state === undefined) {
    throw new Error(`unknown status letter "${letter}" in a state record`);
  }
  return state;
}

export function readStateRecord(text: string): StateRecord {
  return {
    state: stateOf(text.charAt(0)),
    flags: hex(text, 1, 4),
    attempt: hex(text, 4, 8),
    retries: hex(text, 8, 10),
    maxRetries: hex(text, 10, 12),
    lapses: hex(text, 12, 14),
    maxLapses: hex(text, 14, 16),
    snoozes: hex(text, 16, 19),
    token: text.slice(19, 33),
    at: hex(text, 33, 44),
    score: hex(text, 44, 58),
    size: hex(text, 58, 64),
  };
}

/** The attempt that completed the job: its state record says what an attempt record would. */
export function completedAttempt(text: string): AttemptRecord | null {
  if (!text.startsWith('c') || text.startsWith(NO_TOKEN, 19)) {
    return null;
  }
  return {
    attempt: hex(text, 4, 8),
    outcome: 'completed',
    startedAt: hex(text, 47, 58),
    endedAt: hex(text, 33, 44),
    worker: text.slice(19, 19 + WORKER_ID_LENGTH),
    code: null,
  };
}

/** Priority first, then arrival: the priority is the part of the score that counts in steps of 2^45. */
export function priorityOf(score: number): number {
  return 100 - Math.floor(score / PRIORITY_STEP);
}

function hex(text: string, from: number, to: number): number {
  return Number.parseInt(text.slice(from, to), 16);
}
