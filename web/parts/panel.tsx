import type { ComponentChildren, JSX } from 'preact';

/** A part of a page with a heading of its own. */
export function Panel({
  title,
  aside,
  children,
  flush = false,
}: {
  readonly title: string;
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
  /** Without space around, for tables. */
  readonly flush?: boolean;
}): JSX.Element {
  return (
    <section class={flush ? 'panel flush' : 'panel'}>
      <header>
        <h2>{title}</h2>
        {aside !== undefined && <div class="aside">{aside}</div>}
      </header>
      {children}
    </section>
  );
}
