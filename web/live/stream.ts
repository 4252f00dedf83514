import { effect, signal } from '@preact/signals';
import { API } from '../app/base';
import { paused, visible } from '../app/clock';
import { namespaceName, requestHeaders } from '../api/client';
import { signInAgain } from '../api/session';
import { EventParser } from '../api/sse';
import type { Stats } from '../api/types';
import { draining, onReturn, polling, reachable, streaming } from './link';
import { pause } from './pause';

/** The latest sums, as they came. */
export const stats = signal<{ readonly at: number; readonly stats: Stats } | null>(null);

const FAILURES_TO_POLL = 2;
const SOON_MS = 1_000;
const LATER_MS = 60_000;
/** The service says something every 15 s; a connection that is silent for longer is dead. */
const SILENCE_MS = 40_000;

/** One stream while the page is seen, none while it is hidden or paused. */
export function startStream(): void {
  effect(() => {
    const namespace = namespaceName();
    if (!visible.value || paused.value) {
      return undefined;
    }
    const end = new AbortController();
    stats.value = null;
    void listen(namespace, end.signal);
    return () => end.abort();
  });
}

async function listen(namespace: string, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const opened = await follow(signal).catch(() => false);
    streaming.value = false;
    failures = opened ? 0 : failures + 1;
    polling.value = failures >= FAILURES_TO_POLL;
    await rest(polling.value ? LATER_MS : SOON_MS, signal);
  }
  if (namespaceName() !== namespace) {
    stats.value = null;
  }
}

/** Not longer than until the service answers again. */
async function rest(ms: number, signal: AbortSignal): Promise<void> {
  const back = new AbortController();
  const heard = onReturn(() => back.abort());
  await pause(ms, AbortSignal.any([signal, back.signal]));
  heard();
}

/** @returns whether the stream was open. */
async function follow(signal: AbortSignal): Promise<boolean> {
  const silent = new AbortController();
  let timer = setTimeout(() => silent.abort(), SILENCE_MS);
  const response = await fetch(`${API}events?topic=stats`, {
    headers: { ...requestHeaders(), Accept: 'text/event-stream' },
    signal: AbortSignal.any([signal, silent.signal]),
    cache: 'no-store',
  });
  if (!response.ok || response.body === null) {
    clearTimeout(timer);
    await response.body?.cancel();
    if (response.status === 401) {
      signInAgain();
    }
    return false;
  }
  streaming.value = true;
  draining.value = false;
  const parser = new EventParser();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return true;
      }
      reachable.value = true;
      clearTimeout(timer);
      timer = setTimeout(() => silent.abort(), SILENCE_MS);
      parser.read(value).forEach(({ event, data }) => take(event, data));
    }
  } catch {
    return true;
  } finally {
    clearTimeout(timer);
  }
}

function take(event: string, data: string): void {
  if (event === 'draining') {
    draining.value = true;
  } else if (event === 'stats') {
    stats.value = { at: Date.now(), stats: JSON.parse(data) as Stats };
  }
}
