import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { go, hrefOfJob } from './router';

/** Any job by its id, from every page. */
export function FindJob(): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  return (
    <form
      role="search"
      class="find"
      onSubmit={(event) => {
        event.preventDefault();
        const id = field.current?.value.trim() ?? '';
        if (id !== '') {
          go(hrefOfJob(id));
          field.current?.blur();
        }
      }}
    >
      <input
        ref={field}
        id="find"
        type="search"
        aria-label="Find a job by its id"
        placeholder="Job id"
        autocomplete="off"
        spellcheck={false}
        maxLength={200}
        title="Find a job by its id (/)"
      />
    </form>
  );
}
