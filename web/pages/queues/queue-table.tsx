import { useRef } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';
import { now } from '../../app/clock';
import { hrefOf, hrefOfQueue } from '../../app/router';
import type { Queue, QueuePage, State } from '../../api/types';
import { bytes, count, rate } from '../../format/numbers';
import { epoch, span } from '../../format/time';
import { RateMeter } from '../../live/rates';
import type { Live } from '../../live/use-live';
import { Empty } from '../../parts/states';
import { Gauge } from '../../parts/gauge';
import { Moment } from '../../parts/moment';
import { Panel } from '../../parts/panel';
import { Tag } from '../../parts/tag';
import { Text } from '../../parts/text';
import { fullness } from './fullness';
import { PausedBy } from './paused-by';
import { PauseButton } from './pause-button';

/** By what the list can be ordered: a choice of what the API takes. */
export type QueueSort = 'name' | 'full' | 'depth' | 'in_progress' | 'failed' | 'oldest' | 'bytes';

export interface Sorting {
  readonly by: QueueSort;
  readonly hrefOf: (sort: QueueSort) => string;
}

const COLUMNS: readonly (readonly [label: string, sort: QueueSort | null])[] = [
  ['Queue', 'name'],
  ['Full', 'full'],
  ['Waiting', 'depth'],
  ['Running', 'in_progress'],
  ['Failed', 'failed'],
  ['Oldest', 'oldest'],
  ['Done/s', null],
  ['Size', 'bytes'],
];
const TEXT_COLUMNS = 2;

/** Where the backlog is. */
export function QueueTable({
  title,
  live,
  page,
  aside,
  sorting = null,
  empty,
  foot,
}: {
  readonly title: string;
  readonly live: Live<QueuePage>;
  readonly page: QueuePage;
  readonly aside?: ComponentChildren;
  /** null: the order is not the reader's choice. */
  readonly sorting?: Sorting | null;
  /** What is said where there is no queue. */
  readonly empty?: ComponentChildren;
  readonly foot?: ComponentChildren;
}): JSX.Element {
  const meters = useRef(new Map<string, RateMeter>());
  const measured = useRef(0);
  if (measured.current !== live.at) {
    measured.current = live.at;
    measure(meters.current, page.queues, live.at);
  }
  return (
    <Panel title={title} aside={aside} flush>
      {page.queues.length === 0 ? (
        (empty ?? (
          <Empty title="No queue yet.">
            <p>A queue is made by its first job, or by its first setting.</p>
          </Empty>
        ))
      ) : (
        <div class="scroll" tabIndex={0} role="region" aria-label={`Table: ${title}`}>
          <table class="rows">
            <thead>
              <tr>
                {COLUMNS.map(([label, sort], i) => (
                  <Heading
                    key={label}
                    label={label}
                    sort={sort}
                    sorting={sorting}
                    number={i >= TEXT_COLUMNS}
                  />
                ))}
                <th scope="col">
                  <span class="unseen">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {page.queues.map((queue) => (
                <Row
                  key={queue.name}
                  queue={queue}
                  done={meters.current.get(queue.name)?.of('completed') ?? null}
                  live={live}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {foot}
    </Panel>
  );
}

function Heading({
  label,
  sort,
  sorting,
  number,
}: {
  readonly label: string;
  readonly sort: QueueSort | null;
  readonly sorting: Sorting | null;
  readonly number: boolean;
}): JSX.Element {
  const place = number ? 'number' : undefined;
  if (sort === null || sorting === null) {
    return (
      <th scope="col" class={place}>
        {label}
      </th>
    );
  }
  const up = sort === 'name';
  const sorted = sorting.by === sort;
  return (
    <th scope="col" class={place} aria-sort={sorted ? (up ? 'ascending' : 'descending') : undefined}>
      <a class="sort" href={sorting.hrefOf(sort)}>
        {label}
        <span aria-hidden="true">{sorted ? (up ? ' ↑' : ' ↓') : ''}</span>
      </a>
    </th>
  );
}

function Row({
  queue,
  done,
  live,
}: {
  readonly queue: Queue;
  readonly done: number | null;
  readonly live: Live<QueuePage>;
}): JSX.Element {
  const { name, paused, states, depth } = queue;
  const oldest = epoch(queue.oldest_queued_at);
  return (
    <tr>
      <th scope="row">
        <a href={hrefOfQueue(name)}>
          <Text value={name} />
        </a>
        {paused && (
          <>
            <Tag>paused</Tag>{' '}
            <span class="muted">
              <PausedBy queue={queue} /> <Moment time={queue.paused_at} />
            </span>
          </>
        )}
      </th>
      <td>
        <Gauge share={fullness(queue)} />
      </td>
      <td class="number">
        <Number value={depth} />
      </td>
      <td class="number">
        <JobsIn queue={name} state="in_progress" value={states.in_progress} />
      </td>
      <td class="number">
        <JobsIn queue={name} state="failed" value={states.failed} />
      </td>
      <td class="number">{oldest === null ? <span class="muted">–</span> : span(now.value - oldest)}</td>
      <td class="number">{rate(done)}</td>
      <td class="number">{queue.bytes === 0 ? <span class="muted">0</span> : bytes(queue.bytes)}</td>
      <td class="number">
        <PauseButton queue={queue} onDone={live.reload} quiet />
      </td>
    </tr>
  );
}

/** Zero is no news. */
function Number({ value }: { readonly value: number }): JSX.Element {
  return <span class={value === 0 ? 'muted' : undefined}>{count(value)}</span>;
}

function JobsIn({
  queue,
  state,
  value,
}: {
  readonly queue: string;
  readonly state: State;
  readonly value: number;
}): JSX.Element {
  return value === 0 ? (
    <Number value={0} />
  ) : (
    <a class="plain" href={hrefOf('jobs', { queue, status: state })}>
      {count(value)}
    </a>
  );
}

const WINDOW_MS = 10_000;

function measure(meters: Map<string, RateMeter>, queues: readonly Queue[], at: number): void {
  for (const { name, counters } of queues) {
    const meter = meters.get(name) ?? new RateMeter(WINDOW_MS);
    meter.add(at, counters);
    meters.set(name, meter);
  }
}
