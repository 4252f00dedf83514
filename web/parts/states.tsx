import { useEffect, useState } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';
import { now } from '../app/clock';
import { relative } from '../format/time';
import type { Live } from '../live/use-live';
import { Text } from './text';

/** A placeholder of the final size; not at once, or it would flicker on a fast answer. */
export function Skeleton({ rows = 5 }: { readonly rows?: number }): JSX.Element {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 200);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class={late ? 'skeleton late' : 'skeleton'} aria-busy="true">
      <span class="unseen">Loading</span>
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} class="bar" />
      ))}
    </div>
  );
}

/** Nothing is there: why, and what to do. */
export function Empty({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="empty">
      <p class="strong">{title}</p>
      {children}
    </div>
  );
}

/** What a request failed with, and a way to try again. */
export function Trouble<T>({ live }: { readonly live: Live<T> }): JSX.Element | null {
  const { error, data, at, reload } = live;
  if (error === null) {
    return null;
  }
  return (
    <div class="trouble" role="alert">
      <span>
        <Text value={error.message} />
        {data !== null && <span class="muted"> · as it was {relative(at, now.value)}</span>}
      </span>
      <button type="button" onClick={reload}>
        Try again
      </button>
    </div>
  );
}

/** The three ways in which something can be there. */
export function Loaded<T>({
  live,
  rows,
  children,
}: {
  readonly live: Live<T>;
  readonly rows?: number;
  readonly children: (data: T) => ComponentChildren;
}): JSX.Element {
  return (
    <>
      <Trouble live={live} />
      {live.data === null ? (
        live.error === null && <Skeleton rows={rows ?? 5} />
      ) : (
        <div class={live.error === null ? 'loaded' : 'loaded stale'}>{children(live.data)}</div>
      )}
    </>
  );
}
