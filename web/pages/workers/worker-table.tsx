import { Fragment, type JSX } from 'preact';
import { now } from '../../app/clock';
import type { Worker } from '../../api/worker';
import { hrefOf, route } from '../../app/router';
import { count } from '../../format/numbers';
import { epoch, span } from '../../format/time';
import { Moment } from '../../parts/moment';
import { Tag } from '../../parts/tag';
import { Text } from '../../parts/text';
import { RunningJobs } from './running-jobs';
import { SlotBar } from './slot-bar';

const COLUMNS = ['Worker', 'State', 'Running', 'Queues', 'Types', 'Release', 'Seen'] as const;

/** Workers; one of them may be open, and the address names it. */
export function WorkerTable({ workers }: { readonly workers: readonly Worker[] }): JSX.Element {
  const open = route.value.query.get('worker');
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Table: workers">
      <table class="rows">
        <thead>
          <tr>
            {COLUMNS.map((label) => (
              <th scope="col" key={label}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {workers.map((worker) => (
            <Row key={worker.id} worker={worker} open={worker.id === open} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ worker, open }: { readonly worker: Worker; readonly open: boolean }): JSX.Element {
  const { id, name, kind, state, slots, running } = worker;
  return (
    <Fragment>
      <tr class={[open ? 'open' : '', state === 'lost' ? 'faded' : ''].join(' ')}>
        <th scope="row">
          <a
            class="cut"
            href={hrefOf('workers', { worker: open ? '' : id })}
            aria-expanded={open}
            title={name}
          >
            <Text value={name} />
          </a>
          {kind === 'remote' && <Tag>remote</Tag>}
        </th>
        <td>
          <WorkerState worker={worker} />
        </td>
        <td>
          <SlotBar running={running} slots={slots} />
        </td>
        <td>
          <Queues queues={worker.queues} />
        </td>
        <td>
          <span class="cut" title={worker.types.join(', ')}>
            <Text value={worker.types.join(', ')} />
          </span>
        </td>
        <td>
          <span class="cut" title={worker.version}>
            <Text value={worker.version} />
          </span>
        </td>
        <td>
          <Moment time={worker.last_seen_at} />
        </td>
      </tr>
      {open && (
        <tr class="details">
          <td colSpan={COLUMNS.length}>
            <RunningJobs worker={worker} />
          </td>
        </tr>
      )}
    </Fragment>
  );
}

function WorkerState({
  worker: { state, running, deadline_at: deadline },
}: {
  readonly worker: Worker;
}): JSX.Element {
  if (state === 'lost') {
    return <span title="Its jobs run elsewhere once their leases lapse.">lost</span>;
  }
  if (state === 'running') {
    return <span>running</span>;
  }
  if (running === 0) {
    return <span class="strong">safe to stop</span>;
  }
  const left = (epoch(deadline) ?? now.value) - now.value;
  return (
    <span class="strong">
      draining: {count(running)} left{deadline === null ? '' : `, ${span(Math.max(0, left))}`}
    </span>
  );
}

function Queues({ queues }: { readonly queues: Worker['queues'] }): JSX.Element {
  if (queues === '*') {
    return <span class="muted">all</span>;
  }
  const text = queues.map(({ queue, weight }) => (weight > 1 ? `${queue} ×${weight}` : queue)).join(', ');
  return (
    <span class="cut" title={text}>
      <Text value={text} />
    </span>
  );
}
