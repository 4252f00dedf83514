import type { ComponentChildren, JSX } from 'preact';
import type { Pages } from './use-pages';

/** Turns pages of a list. */
export function Pager({
  pages,
  next,
  children,
}: {
  readonly pages: Pages;
  readonly next: string | null;
  readonly children?: ComponentChildren;
}): JSX.Element | null {
  if (pages.previous === null && next === null) {
    return children === undefined || children === false ? null : (
      <div class="pager">
        <span>{children}</span>
      </div>
    );
  }
  return (
    <div class="pager">
      <span>{children}</span>
      <span class="turn">
        <button
          type="button"
          data-page="previous"
          disabled={pages.previous === null}
          onClick={() => pages.previous?.()}
          title="Previous page ([)"
        >
          Previous
        </button>
        <span class="muted">Page {pages.number}</span>
        <button
          type="button"
          data-page="next"
          disabled={next === null}
          onClick={() => next !== null && pages.next(next)}
          title="Next page (])"
        >
          Next
        </button>
      </span>
    </div>
  );
}
