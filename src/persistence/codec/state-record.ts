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

export const FLAG_CANCEL = 16;

const STATES: ReadonlyMap<string, JobState> = new Map([
  ['s', 'scheduled'],
  ['b', 'blocked'],
  ['q', 'queued'],
  ['r', 'in_progress'],
  ['c', 'completed'],
  ['f', 'failed'],
  ['x', 'cancelled'],
]);

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

/** Priority first, then arrival: the priority is the part of the score that counts in steps of 2^45. */
export function priorityOf(score: number): number {
  return 100 - Math.floor(score / PRIORITY_STEP);
}

function hex(text: string, from: number, to: number): number {
  return Number.parseInt(text.slice(from, to), 16);
}
