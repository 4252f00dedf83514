import type { HandlerContext } from '../core/handler';
import type { ClaimedJob } from '../core/job';

/** A handler's context whose job has the attempt's own trace context: what the handler calls belongs under it. */
export class TracedContext implements HandlerContext {
  readonly #inner: HandlerContext;

  constructor(
    inner: HandlerContext,
    readonly job: ClaimedJob,
  ) {
    this.#inner = inner;
  }

  get attempt(): number {
    return this.#inner.attempt;
  }

  /** Made on demand: most handlers never look at it. */
  get signal(): AbortSignal {
    return this.#inner.signal;
  }

  get progress(): HandlerContext['progress'] {
    return this.#inner.progress;
  }

  get log(): HandlerContext['log'] {
    return this.#inner.log;
  }

  get dependencies(): HandlerContext['dependencies'] {
    return this.#inner.dependencies;
  }

  get followUp(): HandlerContext['followUp'] {
    return this.#inner.followUp;
  }
}
