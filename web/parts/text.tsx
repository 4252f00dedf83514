import type { JSX } from 'preact';
import { visibleText } from '../format/visible-text';

/** Text that others wrote: shown to the letter, what would be invisible as an escape, and turning nothing around. */
export function Text({
  value,
  lines = false,
}: {
  readonly value: string;
  readonly lines?: boolean;
}): JSX.Element {
  return (
    <bdi dir="ltr">
      {visibleText(value, { lines }).map(({ text, escape }, i) =>
        escape ? (
          <span key={i} class="escape">
            {text}
          </span>
        ) : (
          text
        ),
      )}
    </bdi>
  );
}
