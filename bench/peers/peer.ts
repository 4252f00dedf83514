/** What is compared: one queue called `bench`, as a user of that library would set it up; outcomes are kept. */
export interface Peer {
  open(redisPort: number): Promise<void>;
  /** @param delayMs 0: due at once. */
  add(payload: object, delayMs: number): Promise<unknown>;
  addBulk(payloads: readonly object[]): Promise<unknown>;
  /**
   * Starts workers in this process.
   *
   * @param completed called once the outcome of a job is recorded.
   */
  work(concurrency: number, handler: (payload: object) => unknown, completed: () => void): void;
  /** Jobs whose outcome is recorded, as Redis has it. */
  completed(): Promise<number>;
  /** Lets go of Redis. Not for one that works. */
  close(): Promise<unknown>;
}

/** The last is no queue: see floor.ts. */
export const PEERS = ['sluice', 'bullmq', 'bull', 'bee-queue', 'groupmq', 'floor'] as const;
export type PeerName = (typeof PEERS)[number];

/** What all peers are given where they have such a setting: retries as Sluice has them by default. */
export const ATTEMPTS = 4;
export const BACKOFF_MS = 1_000;
