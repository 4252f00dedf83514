import type { JSX } from 'preact';
import { STATES, type Queue } from '../../api/types';
import { hrefOf } from '../../app/router';
import { count, short } from '../../format/numbers';
import { Glyph, STATE_LABELS } from '../../parts/glyph';

/** How many jobs are in each state, and the way to them. */
export function StateCounts({ queue: { name, states } }: { readonly queue: Queue }): JSX.Element {
  return (
    <ul class="state-counts">
      {STATES.map((state) => (
        <li key={state}>
          <a
            class={states[state] === 0 ? 'none' : undefined}
            href={hrefOf('jobs', { queue: name, status: state })}
          >
            <span class="label">
              <Glyph state={state} />
              {STATE_LABELS[state]}
            </span>
            <span class="figure" title={count(states[state])}>
              {short(states[state])}
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}
