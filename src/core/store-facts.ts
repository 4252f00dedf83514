/** What a store says of itself, for people. null: it does not say. */
export interface StoreFacts {
  readonly version: string | null;
  /** `primary` or `replica`. */
  readonly role: string | null;
  readonly uptimeMs: number | null;
  readonly usedMemoryBytes: number | null;
  /** 0: no limit. */
  readonly maxMemoryBytes: number | null;
  readonly evictionPolicy: string | null;
  readonly appendOnly: boolean | null;
  /** When its last snapshot was written (epoch ms). */
  readonly lastSnapshotAt: number | null;
  readonly clients: number | null;
}

export interface StoreInspector {
  /** @throws StoreUnavailableError if the store does not answer. */
  facts(): Promise<StoreFacts>;
}
