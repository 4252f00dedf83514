import type { NamespaceCounts } from './counters';

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

/** The sums of a namespace at the beginning of a step. */
export interface HistorySample {
  /** Number of the step: epoch ms by the store's clock, divided by its length. */
  readonly step: number;
  readonly counts: NamespaceCounts;
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
   * @returns when the next step of the finest begins (ms).
   */
  record(): Promise<number>;

  /** What is kept, and no older than `steps` steps and one before them. */
  read(resolution: Resolution): Promise<HistoryRead>;
}

/** Gives the history of a namespace; the same object for the same name. */
export interface HistoryStores {
  history(namespace: string): HistoryStore;
}
