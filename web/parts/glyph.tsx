import type { ComponentChildren, JSX } from 'preact';
import type { State } from '../api/types';

/** Each state has a shape of its own: colour alone tells nothing to some. */
const SHAPES: Readonly<Record<State, () => ComponentChildren>> = {
  scheduled: () => (
    <>
      <circle cx="8" cy="8" r="6.2" class="stroke" />
      <path d="M8 4.6V8l2.4 1.6" class="stroke" />
    </>
  ),
  blocked: () => (
    <>
      <rect x="1.8" y="1.8" width="12.4" height="12.4" rx="2" class="fill" />
      <path d="M4.8 8h6.4" class="cut" />
    </>
  ),
  queued: () => <circle cx="8" cy="8" r="5.8" class="ring" />,
  in_progress: () => <path d="M4 2.2v11.6L14 8z" class="fill" />,
  completed: () => (
    <>
      <circle cx="8" cy="8" r="7" class="fill" />
      <path d="M4.9 8.2l2.2 2.2 4-4.4" class="cut" />
    </>
  ),
  failed: () => (
    <>
      <path d="M8 .6L15.4 8 8 15.4.6 8z" class="fill" />
      <path d="M6 6l4 4M10 6l-4 4" class="cut" />
    </>
  ),
  cancelled: () => (
    <>
      <circle cx="8" cy="8" r="7" class="fill" />
      <path d="M4.8 8h6.4" class="cut" />
    </>
  ),
};

export function Glyph({ state }: { readonly state: State }): JSX.Element {
  return (
    <svg
      class={`glyph ${state}`}
      viewBox="0 0 16 16"
      width="14"
      height="14"
      aria-hidden="true"
      focusable="false"
    >
      {SHAPES[state]()}
    </svg>
  );
}

/** What people call the states. */
export const STATE_LABELS: Readonly<Record<State, string>> = {
  scheduled: 'scheduled',
  blocked: 'blocked',
  queued: 'queued',
  in_progress: 'running',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
};

export function StateLabel({ state }: { readonly state: State }): JSX.Element {
  return (
    <span class="state">
      <Glyph state={state} />
      {STATE_LABELS[state]}
    </span>
  );
}
