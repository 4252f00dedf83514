/** Who has signed in with a browser. */
export interface Session {
  /** SHA-256 of the API key, in hex: what the session may do is asked of the key each time. */
  readonly keyHash: string;
  /** Epoch ms. */
  readonly endsAt: number;
}

/**
 * Sign-ins of all replicas, over all namespaces. What a browser holds is never stored, only its hash: whoever reads the
 * store cannot sign in with what is there.
 */
export interface SessionStore {
  /**
   * Keeps a session until its end, and not longer. Safe to repeat.
   *
   * @param id hash of what the browser holds
   * @throws {StoreUnavailableError}
   */
  begin(id: string, session: Session): Promise<void>;

  /** null: there is none, or its end has come. @throws {StoreUnavailableError} */
  find(id: string): Promise<Session | null>;

  /** From then on no replica finds it. Safe to repeat. @throws {StoreUnavailableError} */
  end(id: string): Promise<void>;
}
