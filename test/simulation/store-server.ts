import type { QueueSelection } from '../../src/core/claim';
import type { JobStore } from '../../src/core/job-store';
import type { Method } from '../support/unreliable-store';
import type { VirtualTime } from './virtual-time';

/** Told of each call that the store carried out, at once and before anybody else. */
export type Observer = (method: Method, args: readonly unknown[], answer: unknown) => void;

/**
 * The store as a server of its own: it can be down (refuses), or stalled (what arrives piles up, and is
 * carried out when it goes on). Its state outlives both.
 */
export class StoreServer {
  private down = false;
  private stalledUntil = 0;
  private pile: (() => void)[] = [];
  /** Ends what is connected, at a restart. */
  private readonly connections = new Set<() => void>();

  constructor(
    private readonly time: VirtualTime,
    private readonly store: JobStore,
    private readonly observe: Observer,
  ) {}

  get isDown(): boolean {
    return this.down;
  }

  get isStalled(): boolean {
    return this.stalledUntil > this.time.now;
  }

  /** `cut` is called if the server goes down before the returned function is. */
  connect(cut: () => void): () => void {
    this.connections.add(cut);
    return () => void this.connections.delete(cut);
  }

  crash(): void {
    this.down = true;
    this.stalledUntil = 0;
    this.pile = [];
    for (const cut of [...this.connections]) {
      cut();
    }
  }

  restart(): void {
    this.down = false;
  }

  stall(ms: number): void {
    this.stalledUntil = Math.max(this.stalledUntil, this.time.now + ms);
    this.time.after(ms, () => this.goOn());
  }

  goOn(): void {
    if (!this.isStalled || this.down) {
      const pile = this.pile.splice(0);
      for (const request of pile) {
        this.time.after(0, request);
      }
    }
  }

  calm(): void {
    this.down = false;
    this.stalledUntil = 0;
    this.goOn();
  }

  /** A request arrives: now, or when the server goes on. A server that is down never sees it. */
  arrive(request: () => void): void {
    if (this.down) {
      return;
    }
    if (this.isStalled) {
      this.pile.push(request);
    } else {
      request();
    }
  }

  async execute(method: Method, args: readonly unknown[]): Promise<unknown> {
    const act = this.store[method] as (...all: unknown[]) => Promise<unknown>;
    const answer = await act.apply(this.store, [...args]);
    this.observe(method, args, answer);
    return answer;
  }

  wait(queues: QueueSelection, ms: number, signal: AbortSignal): Promise<void> {
    return this.store.waitForWork(queues, ms, signal);
  }
}
