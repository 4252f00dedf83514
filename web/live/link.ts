import { computed, effect, signal } from '@preact/signals';
import { paused } from '../app/clock';

export type Link = 'connecting' | 'live' | 'polling' | 'paused' | 'offline';

/** Whether the stream of events is open. */
export const streaming = signal(false);

/** Whether the stream failed so often that the page asks by itself. */
export const polling = signal(false);

/** How the last request ended: false where nobody answered. */
export const reachable = signal(true);

/** The process that we listened to shuts down. */
export const draining = signal(false);

/** What the process that answers says that it does; null: not known yet. */
export const phase = signal<string | null>(null);

/** It takes nothing new any more: what puts jobs back into their queues waits for the next one. */
export const takesNothingNew = computed(() => draining.value || phase.value === 'draining');

/** Calls when the service answers again after it did not. @returns the end of that */
export function onReturn(back: () => void): () => void {
  let before = reachable.peek();
  return effect(() => {
    const now = reachable.value;
    if (now && !before) {
      back();
    }
    before = now;
  });
}

/** How fresh what is shown is. */
export const link = computed<Link>(() => {
  if (paused.value) {
    return 'paused';
  }
  if (!reachable.value) {
    return 'offline';
  }
  if (streaming.value) {
    return 'live';
  }
  return polling.value ? 'polling' : 'connecting';
});
