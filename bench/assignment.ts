import type { PeerName } from './peers/peer';

/** What a process of one peer is asked to do, as JSON in its only argument. */
export interface Assignment {
  readonly peer: PeerName;
  readonly task: 'enqueue' | 'enqueue_bulk' | 'settle' | 'serve' | 'pickup' | 'lateness' | 'fill' | 'memory';
  readonly redisPort: number;
  readonly jobs: number;
  /** Jobs at once, or callers at once. */
  readonly concurrency: number;
}

/** What it answers, as one line of JSON: what was measured, by name. */
export type Measurement = Readonly<Record<string, number>>;
