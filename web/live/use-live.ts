import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { paused, visible } from '../app/clock';
import { namespaceName } from '../api/client';
import { ApiError } from '../api/problem';
import { onReturn, polling, reachable } from './link';
import { pause } from './pause';

/** What a page knows of something that changes. */
export interface Live<T> {
  readonly data: T | null;
  /** When it was so (epoch ms). */
  readonly at: number;
  /** Of the last try; the data is older then. */
  readonly error: ApiError | null;
  /** Asks again now. */
  readonly reload: () => void;
}

interface Known<T> {
  readonly key: string;
  readonly data: T | null;
  readonly at: number;
  readonly error: ApiError | null;
}

const POLL_MS = 5_000;
const MOST_MS = 30_000;

/**
 * Keeps an answer fresh while the page is seen: one request at a time, the next one some time after the last answer,
 * later and later while it fails. What is known stays while it fails.
 *
 * @param key with another one, all begins anew
 * @param everyMs null: only once
 */
export function useLive<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  everyMs: number | null = 2_000,
): Live<T> {
  const whole = `${namespaceName()} ${key}`;
  const known: Signal<Known<T>> = useSignal<Known<T>>({ key: whole, data: null, at: 0, error: null });
  const loader = useRef(load);
  loader.current = load;
  const again = useRef<() => void>(() => undefined);
  const still = paused.value || !visible.value;

  useEffect(() => {
    const end = new AbortController();
    const ended = () => end.signal.aborted;
    let wake = new AbortController();
    again.current = () => wake.abort();
    const first = known.peek().key !== whole;
    if (first) {
      known.value = { key: whole, data: null, at: 0, error: null };
    }
    let failures = 0;
    // Where one gets through again the others need not wait for their turn.
    const heard = onReturn(() => failures > 0 && wake.abort());
    const run = async () => {
      while (!ended()) {
        wake = new AbortController();
        const mine = wake;
        if (!still || known.peek().data === null) {
          failures = (await once()) ? 0 : failures + 1;
        }
        await pause(waitMs(everyMs, failures, still), AbortSignal.any([end.signal, mine.signal]));
        if (mine.signal.aborted && still && !ended()) {
          await once();
        }
      }
    };
    const once = async () => {
      try {
        const data = await loader.current(end.signal);
        if (!end.signal.aborted) {
          reachable.value = true;
          known.value = { key: whole, data, at: Date.now(), error: null };
        }
        return true;
      } catch (error) {
        if (!end.signal.aborted) {
          const told = error instanceof ApiError ? error : new ApiError(0, 'unknown', String(error));
          reachable.value = told.code !== 'unreachable';
          known.value = { ...known.peek(), key: whole, error: told };
        }
        return false;
      }
    };
    void run();
    return () => {
      heard();
      end.abort();
    };
  }, [whole, everyMs, still]);

  const { key: of, data, at, error } = known.value;
  const current = of === whole;
  return {
    data: current ? data : null,
    at: current ? at : 0,
    error: current ? error : null,
    reload: () => again.current(),
  };
}

/** With jitter, so that viewers do not come back all at once. */
function waitMs(everyMs: number | null, failures: number, still: boolean): number {
  if (failures > 0) {
    return Math.min(MOST_MS, POLL_MS * 2 ** (failures - 1)) * (0.8 + Math.random() * 0.4);
  }
  if (everyMs === null || still) {
    return 2 ** 31 - 1;
  }
  return polling.value ? Math.max(POLL_MS, everyMs) : everyMs;
}
