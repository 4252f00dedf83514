import type { JSX } from 'preact';
import { hrefOfQueue } from '../../app/router';
import type { Queue } from '../../api/types';
import { fullness } from '../queues/fullness';
import { percent, plural } from '../../format/numbers';
import { Text } from '../../parts/text';

const NEARLY_FULL = 0.8;

/** Queues that want somebody to look. */
export function Attention({ queues }: { readonly queues: readonly Queue[] }): JSX.Element | null {
  const notes = queues.flatMap((queue) => {
    const reasons = reasonsOf(queue);
    return reasons.length === 0 ? [] : [{ queue, reasons }];
  });
  if (notes.length === 0) {
    return null;
  }
  return (
    <section class="attention" aria-label="Needs attention">
      <h2>Needs attention</h2>
      <ul>
        {notes.map(({ queue, reasons }) => (
          <li key={queue.name}>
            <a href={hrefOfQueue(queue.name)}>
              <Text value={queue.name} />
            </a>{' '}
            {reasons.join(', ')}
          </li>
        ))}
      </ul>
    </section>
  );
}

function reasonsOf(queue: Queue): string[] {
  const full = fullness(queue);
  const waiting = queue.states.queued + queue.states.blocked;
  return [
    ...(full !== null && full >= NEARLY_FULL ? [`is ${percent(full)} full`] : []),
    ...(queue.paused && queue.depth > 0 ? [`is paused with ${plural(queue.depth, 'job')} waiting`] : []),
    ...(!queue.paused && queue.limits.concurrency === 0 && waiting > 0 ? ['may run no job at all'] : []),
  ];
}
