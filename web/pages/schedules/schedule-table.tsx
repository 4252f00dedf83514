import { Fragment, type JSX } from 'preact';
import type { Schedule } from '../../api/schedule';
import { hrefOf, hrefOfJob, hrefOfQueue, route } from '../../app/router';
import { Glyph } from '../../parts/glyph';
import { Moment } from '../../parts/moment';
import { Tag } from '../../parts/tag';
import { Text } from '../../parts/text';
import { NONE } from '../../format/numbers';
import { ScheduleActions } from './schedule-actions';
import { ScheduleDetails } from './schedule-details';
import { timing } from './timing';

const COLUMNS = ['Schedule', 'When', 'Next', 'Last', 'Job'] as const;

/** Schedules; one of them may be open, and the address names it. */
export function ScheduleTable({
  schedules,
  onDone,
}: {
  readonly schedules: readonly Schedule[];
  readonly onDone: () => void;
}): JSX.Element {
  const open = route.value.query.get('name');
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Table: schedules">
      <table class="rows">
        <thead>
          <tr>
            {COLUMNS.map((label) => (
              <th scope="col" key={label}>
                {label}
              </th>
            ))}
            <th scope="col">
              <span class="unseen">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {schedules.map((schedule) => (
            <Row key={schedule.name} schedule={schedule} open={schedule.name === open} onDone={onDone} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  schedule,
  open,
  onDone,
}: {
  readonly schedule: Schedule;
  readonly open: boolean;
  readonly onDone: () => void;
}): JSX.Element {
  const { name, state, job, last_run: last } = schedule;
  const { words, exact } = timing(schedule);
  return (
    <Fragment>
      <tr class={open ? 'open' : undefined}>
        <th scope="row">
          <a
            class="cut"
            href={hrefOf('schedules', { name: open ? '' : name })}
            aria-expanded={open}
            title={name}
          >
            <Text value={name} />
          </a>
          {state !== 'active' && <Tag>{state}</Tag>}
          {schedule.held !== null && <Tag>held back</Tag>}
        </th>
        <td>
          <span title={exact}>
            <Text value={words} />
          </span>
        </td>
        <td>
          <Moment time={schedule.next_times[0]} />
        </td>
        <td>
          {last === null ? (
            <span class="muted">{NONE}</span>
          ) : (
            <a class="plain state" href={hrefOfJob(last.job_id)} title={last.job_id}>
              {last.status !== null && <Glyph state={last.status} />}
              <Moment time={last.enqueued_at} />
              <span class="unseen"> {last.status ?? 'not kept any more'}</span>
            </a>
          )}
        </td>
        <td>
          <Text value={job.type ?? 'simulate'} /> in{' '}
          <a class="plain cut" href={hrefOfQueue(job.queue ?? 'default')}>
            <Text value={job.queue ?? 'default'} />
          </a>
        </td>
        <td class="number">
          <ScheduleActions schedule={schedule} onDone={onDone} />
        </td>
      </tr>
      {open && (
        <tr class="details">
          <td colSpan={COLUMNS.length + 1}>
            <ScheduleDetails schedule={schedule} />
          </td>
        </tr>
      )}
    </Fragment>
  );
}
