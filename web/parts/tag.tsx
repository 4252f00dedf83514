import type { ComponentChildren, JSX } from 'preact';

export function Tag({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return <span class="tag">{children}</span>;
}
