import type { Command } from 'commander';
import { type Fields, rowsOf, shown } from '../answer';
import { since } from '../duration';
import { safeText, shorten } from '../safe-text';
import { openSession } from '../session';
import { tableText } from '../table';
import { stateText, type Terminal } from '../terminal';

export function addWorkers(program: Command): void {
  program
    .command('workers')
    .summary('who is alive, and what it works on')
    .description('Lists workers, the latest heard of first. With --json: one a line.')
    .action(async (_options: unknown, command: Command) => {
      const { api, json, terminal } = openSession(command);
      const workers = rowsOf((await api.read('GET', '/workers'))['workers']);
      if (json) {
        workers.forEach((worker) => terminal.line(JSON.stringify(worker)));
        return;
      }
      terminal.line(workers.length === 0 ? 'No workers.' : workersTable(terminal, workers));
    });
}

export function workersTable(terminal: Terminal, workers: readonly Fields[]): string {
  return tableText(
    terminal,
    [
      { head: 'WORKER' },
      { head: 'KIND' },
      { head: 'STATE' },
      { head: 'RUNNING', align: 'right' },
      { head: 'QUEUES' },
      { head: 'TYPES' },
      { head: 'SEEN', align: 'right' },
      { head: 'VERSION' },
    ],
    workers.map((worker) => [
      safeText(shorten(shown(worker['name']), 40)),
      safeText(shown(worker['kind'])),
      stateText(terminal, shown(worker['state'])),
      `${shown(worker['running'])}/${shown(worker['slots'])}`,
      safeText(shorten(queuesText(worker['queues']), 30)),
      safeText(shorten(Array.isArray(worker['types']) ? worker['types'].map(shown).join(',') : '', 30)),
      since(worker['last_seen_at']),
      safeText(shorten(shown(worker['version']), 20)),
    ]),
  );
}

/** `*`, `critical:6,default:3`, or in strict order `critical > default`. */
function queuesText(queues: unknown): string {
  if (!Array.isArray(queues)) {
    return shown(queues);
  }
  const rows = rowsOf(queues);
  return rows.every(({ weight }) => weight === 0)
    ? rows.map(({ queue }) => shown(queue)).join(' > ')
    : rows.map(({ queue, weight }) => `${shown(queue)}:${shown(weight)}`).join(',');
}
