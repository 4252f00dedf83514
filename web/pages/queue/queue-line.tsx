import type { JSX } from 'preact';
import { now } from '../../app/clock';
import type { Queue } from '../../api/types';
import { rateText } from '../../format/amounts';
import { bytes, count, rate } from '../../format/numbers';
import { epoch, span } from '../../format/time';
import { Gauge } from '../../parts/gauge';
import { Moment } from '../../parts/moment';
import { Tag } from '../../parts/tag';
import { fullness } from '../queues/fullness';
import { PausedBy } from '../queues/paused-by';

/** A shorter wait is none to speak of. */
const LONG_ENOUGH_MS = 1_000;

/** How a queue is, in one line. @param done completed jobs a second; null: not known yet */
export function QueueLine({
  queue,
  done,
}: {
  readonly queue: Queue;
  readonly done: number | null;
}): JSX.Element {
  const { limits, paused } = queue;
  const oldest = epoch(queue.oldest_queued_at);
  const waits = oldest === null ? 0 : now.value - oldest;
  return (
    <p class="job-line queue-line">
      {paused && (
        <span>
          <Tag>paused</Tag> <PausedBy queue={queue} /> <Moment time={queue.paused_at} />
        </span>
      )}
      <span>
        full <Gauge share={fullness(queue)} />
      </span>
      <span>{rate(done)}/s done</span>
      {waits >= LONG_ENOUGH_MS && <span>oldest waits {span(waits)}</span>}
      {queue.bytes > 0 && <span>{bytes(queue.bytes)} of payloads</span>}
      {limits.rate !== null && <span>{rateText(limits.rate)} at most</span>}
      {limits.concurrency !== null && <span>{count(limits.concurrency)} at once</span>}
    </p>
  );
}
