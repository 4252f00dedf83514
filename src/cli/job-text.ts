import { type Fields, numberOf, rowsOf, shown } from './answer';
import { since, span } from './duration';
import { safeLines, safeText, shorten } from './safe-text';
import { listText, tableText } from './table';
import { stateText, type Terminal } from './terminal';

/** A screenful of a value is enough; `--json` has all of it. */
const MOST_VALUE_CHARACTERS = 4_000;

/** A job, for people. */
export function jobText(terminal: Terminal, job: Fields): string {
  const parts = [
    listText(terminal, [
      ['job', safeText(shown(job['id']))],
      [
        'status',
        stateText(terminal, shown(job['status'])) +
          (job['cancel_requested'] === true ? ', asked to stop' : ''),
      ],
      ['queue', safeText(shown(job['queue']))],
      ['type', safeText(shown(job['type']))],
      ['priority', job['priority'] === 0 ? '' : shown(job['priority'])],
      ['tags', Array.isArray(job['tags']) ? safeText(job['tags'].map(shown).join(', ')) : ''],
      ['after', dependenciesText(rowsOf(job['depends_on']))],
      ['created', moment(job['created_at'])],
      ['updated', moment(job['updated_at'])],
      ['due', moment(job['due_at'])],
      ['expires', moment(job['expires_at'])],
      ['worker', safeText(shown(job['worker']))],
      ['lease ends', moment(job['lease_expires_at'])],
      ['attempts', triesText(job)],
    ]),
    attemptsText(terminal, rowsOf(job['attempts'])),
    ...valueText(terminal, 'error', errorOf(job['error'])),
    ...valueText(terminal, 'payload', job['payload']),
    ...valueText(terminal, 'result', job['result']),
    ...valueText(terminal, 'progress', job['progress']),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** The jobs that must be done first, and how far they are. */
function dependenciesText(dependencies: readonly Fields[]): string {
  const texts = dependencies.map(({ id, status }) => `${shown(id)} (${shown(status)})`);
  return safeText(shorten(texts.join(', '), 200));
}

function triesText(job: Fields): string {
  const lapses = numberOf(job['lapses']);
  const retries = `${shown(job['retries'])} of ${shown(job['max_retries'])} retries`;
  return `${shown(job['attempt_count'])} (${retries}${lapses === 0 ? '' : `, ${lapses} lapsed`})`;
}

function attemptsText(terminal: Terminal, attempts: readonly Fields[]): string {
  if (attempts.length === 0) {
    return '';
  }
  const rows = attempts.map((attempt) => [
    shown(attempt['attempt']),
    safeText(shown(attempt['outcome'])),
    safeText(shown(attempt['started_at'])),
    tookText(attempt),
    safeText(shown(attempt['error_code'])),
    safeText(shown(attempt['worker'])),
  ]);
  return tableText(
    terminal,
    [
      { head: 'ATTEMPT', align: 'right' },
      { head: 'OUTCOME' },
      { head: 'STARTED' },
      { head: 'TOOK', align: 'right' },
      { head: 'ERROR' },
      { head: 'WORKER' },
    ],
    rows,
  );
}

function tookText(attempt: Fields): string {
  const took = Date.parse(shown(attempt['ended_at'])) - Date.parse(shown(attempt['started_at']));
  return Number.isNaN(took) ? '' : span(took);
}

/** Code and message in one line, then the stack. */
function errorOf(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) {
    return null;
  }
  const { code, message, stack } = error as Fields;
  return stack === undefined ? `${shown(code)}: ${shown(message)}` : `${shown(code)}: ${shown(stack)}`;
}

function valueText(terminal: Terminal, name: string, value: unknown): string[] {
  if (value === null || value === undefined) {
    return [];
  }
  const text = typeof value === 'string' && name === 'error' ? value : JSON.stringify(value, null, 2);
  return [`${terminal.styled(name, 'dim')}\n${safeLines(shorten(text, MOST_VALUE_CHARACTERS))}`];
}

function moment(value: unknown): string {
  return value === null || value === undefined ? '' : `${safeText(shown(value))} (${since(value)})`;
}
