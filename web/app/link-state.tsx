import type { JSX } from 'preact';
import { link, type Link } from '../live/link';
import { paused } from './clock';

const LABELS: Readonly<Record<Link, string>> = {
  connecting: 'Connecting',
  live: 'Live',
  polling: 'Every 5 s',
  paused: 'Paused',
  offline: 'No connection',
};

/** How fresh the page is; a press pauses it. */
export function LinkState(): JSX.Element {
  return (
    <button
      type="button"
      class={`quiet link-state ${link.value}`}
      aria-pressed={paused.value}
      onClick={() => {
        paused.value = !paused.value;
      }}
      title={paused.value ? 'Go on with updates (p)' : 'Pause updates (p)'}
    >
      <span class="dot" aria-hidden="true" />
      {LABELS[link.value]}
    </button>
  );
}
