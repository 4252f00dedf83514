import type { JSX } from 'preact';
import { count } from '../../format/numbers';

/** How many of a worker's slots are taken. */
export function SlotBar({
  running,
  slots,
}: {
  readonly running: number;
  readonly slots: number;
}): JSX.Element {
  const share = slots === 0 ? 0 : Math.min(1, running / slots);
  return (
    <span class="gauge busy">
      <span class="track" aria-hidden="true">
        <span style={{ width: `${share * 100}%` }} />
      </span>
      {count(running)}/{count(slots)}
    </span>
  );
}
