/** What is told of a job, in the order in which the process that saw it sent it. */
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
] as const;

export type JobEventName = (typeof JOB_EVENTS)[number];

/** One thing that happened to a job. Never its payload, its result or the text of its error. */
export interface JobEvent {
  readonly event: JobEventName;
  readonly job: string;
  readonly queue: string;
  readonly type: string;
  /** When, by the clock of the host that saw it (epoch ms). */
  readonly at: number;
  /** Number of the start; null: it is about none. */
  readonly attempt: number | null;
  /** How long the attempt took (ms); null: none has ended. */
  readonly durationMs: number | null;
  /** Of the error, where there is one. */
  readonly errorCode: string | null;
}

/** In place of events that could not be told. */
export interface MissedEvents {
  readonly event: 'gap';
}

export interface FeedEntry {
  /** Grows with each entry of a namespace: two numbers with `-` between. */
  readonly id: string;
  readonly event: JobEvent | MissedEvents;
}

export interface FeedPage {
  readonly entries: readonly FeedEntry[];
  /** Nobody listened before this call: other processes begin to publish within {@link QUIET_MS}. */
  readonly first: boolean;
  /** Events between the id asked for and the first entry are there no more. */
  readonly gap: boolean;
  /** Where to go on: the last entry, or the latest id. */
  readonly cursor: string;
  readonly more: boolean;
}

/**
 * The latest job events of one namespace, from all processes, kept only while somebody listens: a bounded number of
 * them, for a bounded time. Who reads is a listener for {@link LISTENER_MS} from then on.
 *
 * A call that is sent again after an answer that got lost may tell an event twice.
 */
export interface EventFeed {
  /** @returns false if nobody listens: then nothing was kept. An empty list only asks. */
  publish(events: readonly (JobEvent | MissedEvents)[]): Promise<boolean>;

  /** Up to `max` entries behind the one with this id; null: none yet, only those to come. */
  read(after: string | null, max: number): Promise<FeedPage>;
}

/** Gives the events of a namespace; the same object for the same name. */
export interface EventFeeds {
  events(namespace: string): EventFeed;
}

/** A listener counts for so long after it last read (ms). */
export const LISTENER_MS = 5_000;

/** A process that heard that nobody listens does not ask again for so long (ms). */
export const QUIET_MS = 250;

/** About so many entries are kept, the latest ones. */
export const KEPT_EVENTS = 10_000;

/** Without listeners and events, they go after this time (ms). */
export const EVENTS_KEPT_MS = 600_000;

/** Compares two ids of entries: negative if `a` came before `b`. */
export function compareEntryIds(a: string, b: string): number {
  const [time = 0, number = 0] = a.split('-').map(Number);
  const [otherTime = 0, otherNumber = 0] = b.split('-').map(Number);
  return time - otherTime || number - otherNumber;
}
