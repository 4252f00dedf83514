/**
 * Where this process is in its life.
 *
 *   starting → running → leaving → draining
 *
 * - `starting`: modules are being set up; not ready.
 * - `leaving`: a stop was asked for and readiness is 503, but load balancers may not have noticed yet: new jobs
 *   are still accepted (they live in the store, not here).
 * - `draining`: new jobs are refused; long requests have been told to end.
 *
 * Never goes back.
 */
export type Phase = 'starting' | 'running' | 'leaving' | 'draining';

const ORDER: readonly Phase[] = ['starting', 'running', 'leaving', 'draining'];

/** The state machine; who moves it is the shutdown, who asks it are probes, the jobs API and long polls. */
export class Lifecycle {
  private current: Phase = 'starting';
  private readonly ending = new AbortController();
  private readonly impatience = new AbortController();
  private readonly troubles: string[] = [];

  get phase(): Phase {
    return this.current;
  }

  /** Are new jobs taken? */
  get accepting(): boolean {
    return this.current !== 'draining';
  }

  /** Should a load balancer send requests here, as far as this process is concerned? */
  get serving(): boolean {
    return this.current === 'running';
  }

  /** Fires when draining begins: requests that wait for something end now. */
  get draining(): AbortSignal {
    return this.ending.signal;
  }

  /** Fires when somebody asked a second time: nothing is waited for any more. */
  get hurrying(): AbortSignal {
    return this.impatience.signal;
  }

  /** What went wrong on the way out; anything here makes the exit code 1. */
  get failures(): readonly string[] {
    return this.troubles;
  }

  /** Moves on; a move back changes nothing. */
  enter(phase: Phase): void {
    if (ORDER.indexOf(phase) <= ORDER.indexOf(this.current)) {
      return;
    }
    this.current = phase;
    if (phase === 'draining') {
      this.ending.abort();
    }
  }

  /** Somebody asked a second time. */
  hurry(): void {
    this.impatience.abort();
  }

  /** Notes that the drain is not clean. NestJS swallows what a shutdown hook throws, so it is said here. */
  fail(reason: string): void {
    this.troubles.push(reason);
  }
}
