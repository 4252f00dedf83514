/** What is told of a job. */
export const JOB_EVENTS = [
  'enqueued',
  'started',
  'completed',
  'failed',
  'retried',
  'snoozed',
  'released',
  'lapsed',
  'cancelled',
  'redriven',
  'purged',
] as const;

/** What is told of a queue. */
export const QUEUE_EVENTS = ['paused', 'resumed', 'trimmed'] as const;

export type JobEventName = (typeof JOB_EVENTS)[number];
export type QueueEventName = (typeof QUEUE_EVENTS)[number];

/** What like events have in common. Never a payload, a result or the text of an error. */
export interface EventHead {
  readonly event: JobEventName;
  readonly queue: string;
  readonly type: string;
  /** When, by the clock of the host that saw it (epoch ms). */
  readonly at: number;
  /** Number of the start; null: it is about none. */
  readonly attempt: number | null;
  /** Of the error, where there is one. */
  readonly errorCode: string | null;
}

/** One thing that happened to a job. */
export interface JobEvent extends EventHead {
  readonly job: string;
  /** How long the attempt took (ms); null: none has ended. */
  readonly durationMs: number | null;
}

/** Compares two ids of events: negative if `a` came before `b`. */
export function compareEventIds(a: string, b: string): number {
  const [number = 0, place = 0] = a.split('-').map(Number);
  const [otherNumber = 0, otherPlace = 0] = b.split('-').map(Number);
  return number - otherNumber || place - otherPlace;
}
