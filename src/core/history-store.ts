import type { NamespaceCounts } from './counters';
import type { Latencies, LatencyKind, Percentiles } from './latency';

/** How fine a history is, and how far it reaches. */
export interface Resolution {
  readonly stepMs: number;
  readonly steps: number;
}

/** The last hour, and the last day. */
export const RESOLUTIONS = [
  { stepMs: 5_000, steps: 720 },
  { stepMs: 60_000, steps: 1_440 },
] as const satisfies readonly Resolution[];

/** The last day. */
export const QUEUE_RESOLUTION: Resolution = RESOLUTIONS[1];

/** Queues of a namespace that have a history: about 100 kB each, if something happens in every minute. */
export const MOST_QUEUE_HISTORIES = 200;

/** The span that percentiles are of: rather four minutes than five while a minute is young. */
export const LATENCY_WINDOW_MS = 300_000;

export interface HistoryRecord {
  /** When the next step of the finest resolution begins (ms). */
  readonly nextMs: number;
  /** This call began a step of {@link QUEUE_RESOLUTION}: its queues are the caller's to write down. */
  readonly queuesDue: boolean;
}

/** What a process measured of one queue. */
export interface QueueMeasured {
  readonly latencies: Latencies;
  /** Error codes of attempts that failed → how many. */
  readonly errors: ReadonlyMap<string, number>;
}

/** What all processes measured of one queue. */
export interface QueueFigures {
  /** Of the last {@link LATENCY_WINDOW_MS}. */
  readonly latencies: Latencies;
  /** How many attempts failed with each error code in about the last day, the most frequent first; null: with any other. */
  readonly errors: readonly { readonly code: string | null; readonly count: number }[];
}

/** The sums of a namespace, or of a queue, at the beginning of a step. */
export interface HistorySample {
  /** Number of the step: epoch ms by the store's clock, divided by its length. */
  readonly step: number;
  readonly counts: NamespaceCounts;
  /** How long jobs took in the step before; null: not known. */
  readonly before: Readonly<Record<LatencyKind, Percentiles>> | null;
}

export interface HistoryRead {
  /** The step that it is now, which is not over. */
  readonly step: number;
  /** In no order; steps in which nobody wrote are not there. */
  readonly samples: readonly HistorySample[];
}

/**
 * What the sums of one namespace were, over time. Bounded: a step takes the place of the one that is too old.
 * Time is the store's own clock, which alone decides what step it is.
 */
export interface HistoryStore {
  readonly namespace: string;

  /**
   * Writes down the sums for each of the {@link RESOLUTIONS}, unless that was done in this step: the first one
   * who asks writes. Any number of processes may.
   *
   */
  record(): Promise<HistoryRecord>;

  /** What is kept, and no older than `steps` steps and one before them. */
  read(resolution: Resolution): Promise<HistoryRead>;

  /**
   * Writes down the sums of some queues, for {@link QUEUE_RESOLUTION}: of those in which something changed, and of at
   * most MOST_QUEUE_HISTORIES queues; one that was quiet for an hour makes room for another.
   *
   * @param after the queue to start after; null: the first
   * @returns where to go on; null: that was all
   */
  recordQueues(after: string | null): Promise<string | null>;

  /**
   * What is kept of one queue; a step in which nothing changed has the sums of the one before. null where there is no
   * such queue.
   */
  readQueue(queue: string): Promise<HistoryRead | null>;

  /**
   * Adds to the histograms of the present moment, of the namespace and of those queues that have a history (see
   * `recordQueues`; here a queue may get one, too), and to the counts of error codes. After an answer that got lost,
   * something may count twice.
   */
  addMeasured(latencies: Latencies, queues: ReadonlyMap<string, QueueMeasured>): Promise<void>;

  /** How long jobs waited and ran in the last {@link LATENCY_WINDOW_MS}, in all processes. */
  latencies(): Promise<Latencies>;

  /** The same of one queue, and how its attempts failed; nothing where it has no history. */
  queueFigures(queue: string): Promise<QueueFigures>;
}

/** Gives the history of a namespace; the same object for the same name. */
export interface HistoryStores {
  history(namespace: string): HistoryStore;
}
