import type { JSX } from 'preact';
import { NONE, percent } from '../format/numbers';

const NEARLY_FULL = 0.8;

/** How full something is: as a bar and in words. */
export function Gauge({ share }: { readonly share: number | null }): JSX.Element {
  if (share === null) {
    return <span class="muted">{NONE}</span>;
  }
  return (
    <span class={share >= NEARLY_FULL ? 'gauge nearly-full' : 'gauge'}>
      <span class="track" aria-hidden="true">
        <span style={{ width: `${Math.max(share > 0 ? 4 : 0, share * 100)}%` }} />
      </span>
      {percent(share)}
    </span>
  );
}
