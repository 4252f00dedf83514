import type { EventBatch } from './event-batch';
import type { PackedEvents } from './event-packer';

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
