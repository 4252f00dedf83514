import { useEffect, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { go, hrefOf } from '../../app/router';
import { STATES } from '../../api/types';
import { STATE_LABELS } from '../../parts/glyph';
import { epoch, local } from '../../format/time';
import { given, type JobFilter } from './filter';

const SPANS = [
  ['Last 15 minutes', 15],
  ['Last hour', 60],
  ['Last day', 24 * 60],
  ['Last week', 7 * 24 * 60],
] as const;

/** The fields of the filter. A choice holds at once, a text when it is entered. */
export function FilterBar({ filter }: { readonly filter: JobFilter }): JSX.Element {
  const [draft, setDraft] = useState(filter);
  useEffect(() => setDraft(filter), [JSON.stringify(filter)]);
  const apply = (wish: JobFilter) => go(hrefOf('jobs', given(wish)));
  const field = (name: 'queue' | 'type' | 'tag', label: string) => (
    <label>
      <span>{label}</span>
      <input
        value={draft[name]}
        onInput={(event) => setDraft({ ...draft, [name]: event.currentTarget.value.trim() })}
        onBlur={() => draft[name] !== filter[name] && apply(draft)}
        placeholder="any"
        autocomplete="off"
        spellcheck={false}
        maxLength={128}
      />
    </label>
  );
  const since = epoch(filter.created_after);
  return (
    <form
      class="filter"
      aria-label="Filter"
      onSubmit={(event) => {
        event.preventDefault();
        apply(draft);
      }}
    >
      <label>
        <span>State</span>
        <select
          value={draft.status}
          onChange={(event) => {
            const status = STATES.find((state) => state === event.currentTarget.value) ?? '';
            apply({ ...draft, status });
          }}
        >
          <option value="">any</option>
          {STATES.map((state) => (
            <option key={state} value={state}>
              {STATE_LABELS[state]}
            </option>
          ))}
        </select>
      </label>
      {field('queue', 'Queue')}
      {field('type', 'Type')}
      {field('tag', 'Tag')}
      <label>
        <span>Accepted</span>
        <select
          value={since === null ? '' : 'since'}
          onChange={(event) => {
            const minutes = Number(event.currentTarget.value);
            const after = minutes > 0 ? new Date(Date.now() - minutes * 60_000).toISOString() : '';
            apply({ ...draft, created_after: after });
          }}
        >
          <option value="">any time</option>
          {since !== null && <option value="since">since {local(since)}</option>}
          {SPANS.map(([label, minutes]) => (
            <option key={label} value={minutes}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="unseen" tabIndex={-1}>
        Apply
      </button>
      {Object.keys(given(filter)).length > 0 && (
        <a class="clear" href={hrefOf('jobs')}>
          Clear
        </a>
      )}
    </form>
  );
}
