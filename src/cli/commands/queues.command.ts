import type { Command } from 'commander';
import { type Fields, fieldsOf, numberOf, rowsOf, shown, stringOrNull } from '../answer';
import type { Connection } from '../connection';
import { since } from '../duration';
import { safeText } from '../safe-text';
import { openSession } from '../session';
import { tableText } from '../table';
import type { Terminal } from '../terminal';

const PAGE_SIZE = 200;

export function addQueues(program: Command): void {
  program
    .command('queues')
    .summary('list queues')
    .description('Lists all queues with their counts. With --json: one a line.')
    .option('--contains <text>', 'only those whose name contains this')
    .action(async ({ contains }: { contains?: string }, command: Command) => {
      const { api, json, terminal } = openSession(command);
      const queues: Fields[] = [];
      for await (const page of queuePages(api, contains)) {
        if (json) {
          page.queues.forEach((queue) => terminal.line(JSON.stringify(queue)));
        } else {
          queues.push(...page.queues);
        }
      }
      if (!json) {
        terminal.line(queues.length === 0 ? 'No queues.' : queuesTable(terminal, queues));
      }
    });
}

export interface QueuePage {
  readonly queues: readonly Fields[];
  readonly last: boolean;
}

/** All queues by name. */
export async function* queuePages(api: Connection, contains?: string): AsyncGenerator<QueuePage> {
  let token: string | null = null;
  do {
    const answer: Fields = await api.read('GET', '/queues', {
      query: { contains, page_size: PAGE_SIZE, page_token: token ?? undefined },
    });
    token = stringOrNull(answer['next_page_token']);
    yield { queues: rowsOf(answer['queues']), last: token === null };
  } while (token !== null);
}

export function queuesTable(terminal: Terminal, queues: readonly Fields[]): string {
  const counts = ['queued', 'scheduled', 'blocked', 'in_progress', 'completed', 'failed'] as const;
  return tableText(
    terminal,
    [
      { head: 'QUEUE' },
      ...['QUEUED', 'SCHEDULED', 'BLOCKED', 'RUNNING', 'COMPLETED', 'FAILED', 'OLDEST'].map(
        (head) => ({ head, align: 'right' }) as const,
      ),
      { head: 'NOTE' },
    ],
    queues.map((queue) => {
      const states = fieldsOf(queue['states']);
      return [
        safeText(shown(queue['name'])),
        ...counts.map((state) => String(numberOf(states[state]))),
        since(queue['oldest_queued_at']),
        noteOf(terminal, queue),
      ];
    }),
  );
}

function noteOf(terminal: Terminal, queue: Fields): string {
  if (queue['paused'] === true) {
    return terminal.styled('paused', 'yellow');
  }
  const most = fieldsOf(queue['limits'])['max_depth'];
  return typeof most === 'number' && numberOf(queue['depth']) >= most ? terminal.styled('full', 'red') : '';
}
