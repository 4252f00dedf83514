/**
 * The errors that cross a border of the core. Each has a stable code; HTTP statuses are the business of the
 * HTTP filter, Redis replies that of the Redis adapter.
 */
export abstract class SluiceError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The store did not answer, or not in time, or cannot be written now. The same call may be sent again. */
export class StoreUnavailableError extends SluiceError {
  readonly code = 'store_unavailable';
}

/** What was sent may be stored, and too few replicas have it. The same call may be sent again. */
export class NotReplicatedError extends SluiceError {
  readonly code = 'not_replicated';
}

/** The store has no memory left for new jobs. Running jobs still settle, so this heals by itself. */
export class StoreFullError extends SluiceError {
  readonly code = 'store_full';
}

/** The store holds data of a newer release than this one understands. */
export class SchemaMismatchError extends SluiceError {
  readonly code = 'schema_mismatch';
}

/** A page token that this service did not make, or that belongs to another listing. */
export class InvalidPageTokenError extends SluiceError {
  readonly code = 'invalid_page_token';
}
