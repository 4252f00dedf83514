import type { Handler, HandlerMap } from '../core/handler';

/** Two handlers claim one type: which one runs would be chance. */
export class DuplicateHandlerError extends Error {
  constructor(type: string, first: string, second: string) {
    super(`two handlers for job type '${type}': ${first} and ${second}`);
    this.name = 'DuplicateHandlerError';
  }
}

/** The handlers of this process by job type. */
export class HandlerRegistry {
  private readonly handlers = new Map<string, Handler>();
  private readonly sources = new Map<string, string>();

  /**
   * @param source names the handler in error messages.
   * @throws {DuplicateHandlerError} if the type has a handler already.
   */
  add(type: string, handler: Handler, source: string): void {
    const other = this.sources.get(type);
    if (other !== undefined) {
      throw new DuplicateHandlerError(type, other, source);
    }
    this.sources.set(type, source);
    this.handlers.set(type, handler);
  }

  get map(): HandlerMap {
    return this.handlers;
  }
}
