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

/** No queues: see floor-scripts.ts. */
export const FLOORS = ['floor', 'safe-floor'] as const;
export const PEERS = ['sluice', 'bullmq', 'bull', 'bee-queue', 'groupmq', ...FLOORS] as const;
export type PeerName = (typeof PEERS)[number];
export type FloorName = (typeof FLOORS)[number];

export function isFloor(peer: PeerName): peer is FloorName {
  return FLOORS.some((floor) => floor === peer);
}

/** What all peers are given where they have such a setting: retries as Sluice has them by default. */
export const ATTEMPTS = 4;
export const BACKOFF_MS = 1_000;
