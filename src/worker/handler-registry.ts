import type { Handler, HandlerMap } from '../core/handler';
import type { PayloadCheck, PayloadProblem } from '../core/payload-check';

/** Two handlers claim one type: which one runs would be chance. */
export class DuplicateHandlerError extends Error {
  constructor(type: string, first: string, second: string) {
    super(`two handlers for job type '${type}': ${first} and ${second}`);
    this.name = 'DuplicateHandlerError';
  }
}

const NONE: readonly PayloadProblem[] = [];

/** The handlers of this process by job type. */
export class HandlerRegistry {
  private readonly handlers = new Map<string, Handler>();
  private readonly sources = new Map<string, string>();
  private readonly checks = new Map<string, PayloadCheck>();

  /**
   * @param source names the handler in error messages.
   * @param check what the type asks of a payload, where it asks anything.
   * @throws {DuplicateHandlerError} if the type has a handler already.
   */
  add(type: string, handler: Handler, source: string, check?: PayloadCheck): void {
    const other = this.sources.get(type);
    if (other !== undefined) {
      throw new DuplicateHandlerError(type, other, source);
    }
    this.sources.set(type, source);
    this.handlers.set(type, handler);
    if (check !== undefined) {
      this.checks.set(type, check);
    }
  }

  /**
   * What keeps jobs of this type from ever running with this payload, for whoever is about to store one. A type
   * that this process does not know may be known to another: nothing is said against its payloads.
   */
  payloadProblems(type: string, payload: unknown): readonly PayloadProblem[] {
    return this.checks.get(type)?.(payload) ?? NONE;
  }

  get map(): HandlerMap {
    return this.handlers;
  }
}
