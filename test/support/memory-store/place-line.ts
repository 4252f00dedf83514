import { CALLBACK_QUEUE } from '../../../src/core/job';
import type { MemoryNamespace } from './memory-namespace';
import { ALL_QUEUES, queueKey } from './wake-tokens';

/** For how long room is kept for a worker that was woken for it (ms). */
const KEPT_MS = 500;

/** Lists that get their tokens in one go. */
const GIVEN_AT_ONCE = 100;

/**
 * Who waits while the namespace runs as many jobs as it may: the lists that workers sleep on, by their names in
 * {@link WakeTokens}. A list either waits since some time, or room is kept for it until some time.
 */
export class PlaceLine {
  private readonly waiting = new Map<string, number>();
  private readonly kept = new Map<string, number>();

  /** Whether a list waits, so that it gets no token. */
  holdsBack(list: string): boolean {
    return this.waiting.has(list);
  }

  /** Without the room that is kept for others. */
  room(ns: MemoryNamespace): number {
    const kept = [...this.kept.values()].filter((until) => until > ns.now).length;
    return Math.max(0, (ns.concurrency ?? Infinity) - ns.counts().states.in_progress - kept);
  }

  wait(ns: MemoryNamespace, list: string): void {
    ns.tokens.delete(list);
    this.waiting.set(list, this.waiting.get(list) ?? ns.now);
  }

  /** @returns whether it was in line. */
  leave(list: string): boolean {
    const waited = this.waiting.delete(list);
    return this.kept.delete(list) || waited;
  }

  /** Wakes as many as there is room for, those first that came first. */
  giveRoom(ns: MemoryNamespace): void {
    for (const [list, until] of [...this.kept]) {
      if (until <= ns.now) {
        this.kept.delete(list);
      }
    }
    for (const { list } of this.entries().slice(0, Math.min(this.room(ns), GIVEN_AT_ONCE))) {
      this.waiting.delete(list);
      this.kept.set(list, ns.now + KEPT_MS);
      ns.tokens.push(list);
    }
  }

  clear(): void {
    this.waiting.clear();
    this.kept.clear();
  }

  /** Those that wait, in their order; of the same time by the names of their keys. */
  entries(): { readonly list: string; readonly since: number }[] {
    return [...this.waiting]
      .map(([list, since]) => ({ list, since }))
      .sort((a, b) => a.since - b.since || (keyOf(a.list) < keyOf(b.list) ? -1 : 1));
  }

  /** Those for whom room is kept, and until when. */
  keptUntil(): ReadonlyMap<string, number> {
    return this.kept;
  }
}

/** Without the namespace's prefix. */
export function keyOf(list: string): string {
  return list === ALL_QUEUES ? 'wake' : `q:${list.slice(queueKey('').length)}:wake`;
}

/** Jobs of such queues neither count for the limit of the namespace nor wait for it. */
export function isOwn(queue: string): boolean {
  return queue.startsWith('sluice.');
}

/** Whether callbacks may run: at the limit a worker of all queues still takes these. */
export function hasCallbacks(ns: MemoryNamespace): boolean {
  return ns.turns.includes(CALLBACK_QUEUE);
}
