import { type Fields, fieldsOf, numberOf, shown } from './answer';
import { queuesTable } from './commands/queues.command';
import { workersTable } from './commands/workers.command';
import { safeText } from './safe-text';
import type { Snapshot } from './snapshot';
import type { Terminal } from './terminal';

const RATES = { enqueued: 'in', processed: 'completed', failed: 'failed', retried: 'retried' } as const;

/** @param before to work out rates from; null: only sums */
export function overviewText(terminal: Terminal, now: Snapshot, before: Snapshot | null): string {
  const { metrics } = now;
  const states = fieldsOf(metrics['states']);
  const parts = Object.entries(states).map(([state, count]) => `${safeText(state)} ${shown(count)}`);
  const busiest = [...now.queues].sort((a, b) => activity(b) - activity(a));
  return [
    `${terminal.styled('sluice', 'bold')}  ${safeText(shown(metrics['as_of']))}`,
    `jobs     ${parts.join('  ')}`,
    `workers  ${numberOf(metrics['workers'])}  slots ${numberOf(metrics['slots'])}  running ${numberOf(metrics['in_progress'])}`,
    before === null ? sumsText(metrics) : ratesText(metrics, before.metrics, now.at - before.at),
    '',
    now.queues.length === 0 ? 'No queues.' : queuesTable(terminal, busiest),
    ...(now.moreQueues ? [`(the first ${now.queues.length} queues by name)`] : []),
    '',
    now.workers.length === 0 ? 'No workers.' : workersTable(terminal, now.workers),
  ].join('\n');
}

function sumsText(metrics: Fields): string {
  return `so far   ${Object.entries(RATES)
    .map(([name, label]) => `${label} ${numberOf(metrics[name])}`)
    .join('  ')}`;
}

function ratesText(now: Fields, before: Fields, tookMs: number): string {
  const rates = Object.entries(RATES).map(([name, label]) => {
    const rate = ((numberOf(now[name]) - numberOf(before[name])) * 1_000) / Math.max(1, tookMs);
    return `${label} ${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s`;
  });
  return `now      ${rates.join('  ')}`;
}

/** What waits and runs. */
function activity(queue: Fields): number {
  return numberOf(queue['depth']) + numberOf(fieldsOf(queue['states'])['in_progress']);
}
