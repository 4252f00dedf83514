import type { Lease } from './settlement';

/** How much of what handlers write is kept. */
export interface LogLimits {
  /** Lines of one job; the oldest give way. */
  readonly lines: number;
  /** Bytes of one job's lines, {@link LOG_LINE_OVERHEAD} included; the oldest give way, but never the last one. */
  readonly bytes: number;
}

/** Each kept line weighs its text and this many bytes. */
export const LOG_LINE_OVERHEAD = 26;

/** Most lines of one job in one call. */
export const MAX_LOG_LINES_AT_ONCE = 1_000;

/** A line on its way into a store. */
export interface NewLogLine {
  /** How long ago it was written (ms). */
  readonly ageMs: number;
  readonly text: string;
}

/** Lines of one attempt. */
export interface LogWrite extends Lease {
  /**
   * Number of the first of these lines in the attempt, from 0. Lines that the store has already are not written again;
   * those between what it has and this number count as lost on the way. null: right behind what it has.
   */
  readonly offset: number | null;
  readonly lines: readonly NewLogLine[];
}

export interface LogAnswer {
  readonly result: 'ok' | 'lost' | 'gone';
  /** Lines of this attempt so far, those that were lost on the way included: the next offset. 0 unless `ok`. */
  readonly taken: number;
}

/** A line as it is kept. */
export interface LogLine {
  /** Of the job's lines, from 1; the same as long as the line is kept. */
  readonly number: number;
  /** When it was written: epoch ms by the store's clock. */
  readonly at: number;
  /** The attempt that wrote it, from 1. */
  readonly attempt: number;
  readonly text: string;
}

export interface LogQuery {
  /** Only lines with a higher, and with a lower number; null: any. */
  readonly after: number | null;
  readonly before: number | null;
  readonly newestFirst: boolean;
  /** Most lines in the answer. */
  readonly max: number;
}

/** What is kept of a job's lines. */
export interface LogPage {
  readonly lines: readonly LogLine[];
  /** There are more that the query asks for. */
  readonly more: boolean;
  /** Lines that were written, kept or not. */
  readonly written: number;
  readonly kept: number;
}

/** The limits, and where a single line is cut (bytes of UTF-8). */
export interface LogPolicy extends LogLimits {
  readonly lineBytes: number;
}

export const DEFAULT_LOG_POLICY: LogPolicy = { lines: 1_000, bytes: 65_536, lineBytes: 2_048 };
