import { Fragment, type JSX } from 'preact';
import { hrefOf, hrefOfJob } from '../../app/router';
import type { JobSummary } from '../../api/types';
import { bytes, count } from '../../format/numbers';
import { StateLabel } from '../../parts/glyph';
import { Moment } from '../../parts/moment';
import { Tag } from '../../parts/tag';
import { Text } from '../../parts/text';

const COLUMNS = ['State', 'Id', 'Type', 'Queue'] as const;

/** Jobs, to be opened or selected. */
export function JobTable({
  rows,
  selected,
  onSelect,
}: {
  readonly rows: readonly JobSummary[];
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (ids: ReadonlySet<string>) => void;
}): JSX.Element {
  const all = rows.every(({ id }) => selected.has(id));
  const some = rows.some(({ id }) => selected.has(id));
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Table: jobs">
      <table class="rows">
        <thead>
          <tr>
            <th scope="col" class="tick">
              <input
                type="checkbox"
                aria-label="Select all on this page"
                checked={all}
                ref={(box) => {
                  if (box !== null) {
                    box.indeterminate = some && !all;
                  }
                }}
                onChange={() => onSelect(all ? new Set() : new Set(rows.map(({ id }) => id)))}
              />
            </th>
            {COLUMNS.map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
            <th scope="col" class="number">
              Tries
            </th>
            <th scope="col" class="number">
              Payload
            </th>
            <th scope="col">Accepted</th>
            <th scope="col">Changed</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((job) => (
            <Row
              key={job.id}
              job={job}
              selected={selected.has(job.id)}
              onSelect={(on) => {
                const ids = new Set(selected);
                if (on) {
                  ids.add(job.id);
                } else {
                  ids.delete(job.id);
                }
                onSelect(ids);
              }}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  job,
  selected,
  onSelect,
}: {
  readonly job: JobSummary;
  readonly selected: boolean;
  readonly onSelect: (on: boolean) => void;
}): JSX.Element {
  const note = job.error !== null && job.status !== 'completed' ? job.error : null;
  return (
    <Fragment>
      <tr class={[selected ? 'selected' : '', note === null ? '' : 'with-note'].join(' ')}>
        <td class="tick">
          <input
            type="checkbox"
            aria-label={`Select ${job.id}`}
            checked={selected}
            onChange={(event) => onSelect(event.currentTarget.checked)}
          />
        </td>
        <td>
          <StateLabel state={job.status} />
          {job.cancel_requested && <Tag>cancelling</Tag>}
        </td>
        <th scope="row">
          <a class="mono cut" href={hrefOfJob(job.id)} title={job.id}>
            <Text value={job.id} />
          </a>
          {job.tags.map((tag) => (
            <Tag key={tag}>
              <Text value={tag} />
            </Tag>
          ))}
        </th>
        <td>
          <span class="cut" title={job.type}>
            <Text value={job.type} />
          </span>
        </td>
        <td>
          <a class="plain cut" href={hrefOf('jobs', { queue: job.queue })} title={job.queue}>
            <Text value={job.queue} />
          </a>
        </td>
        <td class="number">
          {count(job.attempt_count)}
          <span class="muted">/{count(job.max_retries + 1)}</span>
        </td>
        <td class="number">{bytes(job.payload_bytes)}</td>
        <td>
          <Moment time={job.created_at} />
        </td>
        <td>
          <Moment time={job.updated_at} />
        </td>
      </tr>
      {note !== null && (
        <tr class="note">
          <td />
          <td colSpan={8}>
            <div>
              <Text value={note.code} />: <Text value={note.message} />
            </div>
          </td>
        </tr>
      )}
    </Fragment>
  );
}
