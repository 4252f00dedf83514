import type { JSX } from 'preact';
import { askJson } from '../../api/client';
import { may } from '../../api/session';
import type { JobOutcomes, JobSummary } from '../../api/types';
import { plural } from '../../format/numbers';
import { takesNothingNew } from '../../live/link';
import { confirm } from '../../parts/dialog';
import { STATE_LABELS } from '../../parts/glyph';
import { say } from '../../parts/toast';
import type { SweepWish } from '../../sweep/sweep-dialog';
import { given, isFinal, isRetryable, type JobFilter } from './filter';

/** What can be done to the rows that are selected, or to all that match. */
export function BulkBar({
  filter,
  rows,
  selected,
  onSelect,
  onDone,
  onSweep,
}: {
  readonly filter: JobFilter;
  readonly rows: readonly JobSummary[];
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (ids: ReadonlySet<string>) => void;
  readonly onDone: () => void;
  readonly onSweep: (wish: SweepWish) => void;
}): JSX.Element | null {
  const chosen = rows.filter(({ id }) => selected.has(id));
  const act = (verb: 'retry' | 'cancel') => {
    const ids = [...selected];
    const title = verb === 'retry' ? 'Retry' : 'Cancel';
    confirm({
      title: `${title} ${plural(ids.length, 'job')}?`,
      body: verb === 'retry' ? 'Each runs again with fresh attempts.' : 'Running ones are told to stop.',
      verb: title,
      danger: verb === 'cancel',
      act: async () => {
        const answer = await askJson<JobOutcomes>(`jobs/${verb}`, { method: 'POST', body: { ids } });
        const left = answer.results.filter(
          ({ outcome }) => outcome === 'wrong_state' || outcome === 'not_found',
        );
        // What did not work stays selected, so that it can be seen.
        onSelect(new Set(left.map(({ job_id }) => job_id)));
        say(
          left.length === 0
            ? `${plural(answer.changed, 'job')} ${verb === 'retry' ? 'retried' : 'cancelled'}.`
            : `${plural(answer.changed, 'job')} done; ${plural(left.length, 'job')} had moved on and stay selected.`,
        );
        onDone();
      },
    });
  };
  const wish = sweepWish(filter);
  if (!may('admin') || (selected.size === 0 && wish === null)) {
    return null;
  }
  return (
    <div class="bulk">
      {selected.size > 0 && (
        <>
          <span class="strong">{selected.size} selected</span>
          <button
            type="button"
            disabled={takesNothingNew.value || !chosen.some(({ status }) => isRetryable(status))}
            onClick={() => act('retry')}
          >
            Retry
          </button>
          <button
            type="button"
            disabled={!chosen.some(({ status }) => !isFinal(status))}
            onClick={() => act('cancel')}
          >
            Cancel
          </button>
          <button type="button" class="quiet" onClick={() => onSelect(new Set())}>
            Clear selection
          </button>
        </>
      )}
      {wish !== null && rows.length > 0 && (
        <button
          type="button"
          class="all"
          disabled={wish.path === 'jobs/retry' && takesNothingNew.value}
          onClick={() => onSweep(wish)}
        >
          {wish.verb} all that match…
        </button>
      )}
    </div>
  );
}

/** null: the list has no filter, or shows what nothing can be done to. */
function sweepWish(filter: JobFilter): SweepWish | null {
  const wish = given(filter);
  const { status } = filter;
  if (Object.keys(wish).length === 0 || status === '' || status === 'completed') {
    return null;
  }
  const shared = { body: { filter: wish }, sample: wish, kind: STATE_LABELS[status] };
  return isRetryable(status)
    ? { ...shared, path: 'jobs/retry', verb: 'Retry', done: 'retried' }
    : { ...shared, path: 'jobs/cancel', verb: 'Cancel', done: 'cancelled', danger: true };
}
