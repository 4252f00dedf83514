import type { EventBatch } from './event-batch';
import type { PackedEvents } from './event-packer';

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

export interface FeedPage {
  readonly batches: readonly EventBatch[];
  /** Nobody listened before this call: other processes begin to publish within {@link QUIET_MS}. */
  readonly first: boolean;
  /** Events between the id asked for and the first batch are there no more. */
  readonly gap: boolean;
  /** Where to go on: the last event, or the latest id. */
  readonly cursor: string;
  readonly more: boolean;
}

/**
 * The latest events of one namespace, from all processes, kept only while somebody listens: about the latest 50,000
 * of them, and for ten minutes after the last call (scripts/lib/feed.lua). Who reads is a listener for
 * {@link LISTENER_MS} from then on.
 *
 * A call that is sent again after an answer that got lost may tell an event twice.
 */
export interface EventFeed {
  /** @returns false if nobody listens: then nothing was kept. An empty list only asks. */
  publish(events: readonly PackedEvents[]): Promise<boolean>;

  /**
   * The next batches that have events behind the one with this id; null: none yet, only those to come. The first of
   * them may begin with events that came before.
   */
  read(after: string | null): Promise<FeedPage>;
}

/** Gives the events of a namespace; the same object for the same name. */
export interface EventFeeds {
  events(namespace: string): EventFeed;
}

/** A listener counts for so long after it last read (ms). */
export const LISTENER_MS = 5_000;

/** A process that heard that nobody listens does not ask again for so long (ms). */
export const QUIET_MS = 250;

/** Compares two ids of events: negative if `a` came before `b`. */
export function compareEventIds(a: string, b: string): number {
  const [number = 0, place = 0] = a.split('-').map(Number);
  const [otherNumber = 0, otherPlace = 0] = b.split('-').map(Number);
  return number - otherNumber || place - otherPlace;
}
