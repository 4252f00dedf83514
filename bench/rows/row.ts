import type { TestRedis } from '../../test/support/redis-server';
import type { PeerName } from '../peers/peer';

/** What a row runs with. */
export interface Bed {
  /** Private, with its append-only file on; a row finds it empty. */
  readonly redis: TestRedis;
  readonly rounds: number;
  /** Those that rows of speed and space compare. */
  readonly peers: readonly PeerName[];
  /** Smaller numbers, to try the bench itself: what comes out means nothing. */
  readonly quick: boolean;
}

export interface RowResult {
  /** For people: one line. */
  readonly line: string;
  /** False where the row's target is missed; null where it has none. */
  readonly reached: boolean | null;
  /** All that was measured. */
  readonly figures: unknown;
}

export interface Row {
  readonly name: string;
  /** As the table shows it. */
  readonly target: string;
  run(bed: Bed): Promise<RowResult>;
}
