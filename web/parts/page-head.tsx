import { useEffect } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';

/** The heading of a page, and its name in the browser. */
export function PageHead({
  title,
  name = title,
  children,
}: {
  readonly title: ComponentChildren;
  /** As text, where the title is more than that. */
  readonly name?: ComponentChildren;
  readonly children?: ComponentChildren;
}): JSX.Element {
  useEffect(() => {
    document.title = `${typeof name === 'string' ? name : 'Sluice'} · Sluice`;
  }, [name]);
  return (
    <div class="page-head">
      <h1 tabIndex={-1}>{title}</h1>
      {children !== undefined && <div class="actions">{children}</div>}
    </div>
  );
}
