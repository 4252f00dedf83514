import { useEffect, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { go } from '../../app/router';

/** What it takes to type a name; the list follows when the reader pauses (ms). */
const REST_MS = 300;

/** Only names with this text in them; kept in the address. */
export function ContainsField({
  value,
  hrefOf,
}: {
  readonly value: string;
  readonly hrefOf: (text: string) => string;
}): JSX.Element {
  const [draft, setDraft] = useState(value);
  const apply = (text: string) => text !== value && go(hrefOf(text), { replace: true });
  useEffect(() => setDraft(value), [value]);
  useEffect(() => {
    const timer = setTimeout(() => apply(draft), REST_MS);
    return () => clearTimeout(timer);
  }, [draft]);
  return (
    <form
      role="search"
      aria-label="Queues"
      class="contains"
      onSubmit={(event) => {
        event.preventDefault();
        apply(draft);
      }}
    >
      <input
        type="search"
        aria-label="Name contains"
        placeholder="Filter by name"
        value={draft}
        onInput={(event) => setDraft(event.currentTarget.value.trim())}
        autocomplete="off"
        spellcheck={false}
        maxLength={128}
      />
    </form>
  );
}
