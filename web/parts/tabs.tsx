import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';

export interface Tab {
  readonly id: string;
  readonly label: ComponentChildren;
  /** Made when it is opened. */
  readonly content: () => ComponentChildren;
}

/** One of several parts at a time (ARIA Authoring Practices, tabs with automatic activation). */
export function Tabs({
  label,
  tabs,
}: {
  readonly label: string;
  readonly tabs: readonly Tab[];
}): JSX.Element {
  const [chosen, setChosen] = useState(tabs[0]?.id);
  const at = Math.max(
    0,
    tabs.findIndex(({ id }) => id === chosen),
  );
  const open = tabs[at];
  const move = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = by === undefined ? undefined : tabs[(at + by + tabs.length) % tabs.length];
    if (next !== undefined) {
      event.preventDefault();
      setChosen(next.id);
      document.getElementById(`tab-${next.id}`)?.focus();
    }
  };
  return (
    <section class="panel flush tabs">
      <div role="tablist" aria-label={label} onKeyDown={move}>
        {tabs.map(({ id, label: text }, i) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-selected={i === at}
            aria-controls="tab-panel"
            tabIndex={i === at ? 0 : -1}
            onClick={() => setChosen(id)}
          >
            {text}
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id="tab-panel"
        aria-labelledby={`tab-${open?.id ?? ''}`}
        tabIndex={0}
        key={open?.id}
      >
        {open?.content()}
      </div>
    </section>
  );
}
