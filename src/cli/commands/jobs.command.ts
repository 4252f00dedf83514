import type { Command } from 'commander';
import { type Fields, fieldsOf, shown } from '../answer';
import { since } from '../duration';
import { jobPages, type JobFilter } from '../job-pages';
import { limitOption, momentOption } from '../option-parsers';
import { safeText, shorten } from '../safe-text';
import { openSession } from '../session';
import { tableText } from '../table';
import { stateText, type Terminal } from '../terminal';

export interface FilterOptions {
  readonly queue?: string;
  readonly status?: string;
  readonly type?: string;
  readonly tag?: string;
  readonly createdAfter?: string;
  readonly createdBefore?: string;
}

interface JobsOptions extends FilterOptions {
  readonly limit: number;
  readonly all?: boolean;
  readonly pageToken?: string;
}

/** Rows that one table holds; widths are fitted within it, so that a long listing need not be kept. */
const TABLE_ROWS = 500;

export function addJobs(program: Command): void {
  program
    .command('jobs')
    .summary('list jobs')
    .description('Lists jobs. With --json: one a line, without payloads.')
    .option('-q, --queue <queue>')
    .option(
      '-s, --status <status>',
      'scheduled, blocked, queued, in_progress, completed, failed or cancelled',
    )
    .option('-t, --type <type>')
    .option('--tag <tag>')
    .option('--created-after <time>', 'ISO 8601, or how long ago: 15m, 2h', momentOption)
    .option('--created-before <time>', 'likewise', momentOption)
    .option('-n, --limit <number>', 'at most so many', limitOption, 50)
    .option('--all', 'to the end')
    .option('--page-token <token>', 'go on where a listing stopped')
    .action(listJobs);
}

async function listJobs(options: JobsOptions, command: Command): Promise<void> {
  const { api, json, terminal } = openSession(command);
  const limit = options.all === true ? Infinity : options.limit;
  let rows: Fields[] = [];
  let listed = 0;
  let next: string | null = null;
  for await (const page of jobPages(api, filterOf(options), limit, options.pageToken)) {
    next = page.next;
    listed += page.jobs.length;
    if (json) {
      page.jobs.forEach((job) => terminal.line(JSON.stringify(job)));
      continue;
    }
    rows.push(...page.jobs);
    if (rows.length >= TABLE_ROWS) {
      terminal.line(jobsTable(terminal, rows));
      rows = [];
    }
  }
  if (json) {
    return;
  }
  if (rows.length > 0) {
    terminal.line(jobsTable(terminal, rows));
  }
  if (listed === 0) {
    terminal.line('No jobs.');
  }
  if (next !== null) {
    terminal.line(`More: the same with --all, or with --page-token ${safeText(next)}`);
  }
}

export function filterOf(options: FilterOptions): JobFilter {
  return {
    queue: options.queue,
    status: options.status,
    type: options.type,
    tag: options.tag,
    created_after: options.createdAfter,
    created_before: options.createdBefore,
  };
}

function jobsTable(terminal: Terminal, jobs: readonly Fields[]): string {
  const now = Date.now();
  return tableText(
    terminal,
    [
      { head: 'JOB' },
      { head: 'STATUS' },
      { head: 'QUEUE' },
      { head: 'TYPE' },
      { head: 'TRIES', align: 'right' },
      { head: 'CREATED', align: 'right' },
      { head: 'UPDATED', align: 'right' },
      { head: 'NOTE' },
    ],
    jobs.map((job) => [
      safeText(shown(job['id'])),
      stateText(terminal, shown(job['status'])),
      safeText(shown(job['queue'])),
      safeText(shown(job['type'])),
      shown(job['attempt_count']),
      since(job['created_at'], now),
      since(job['updated_at'], now),
      safeText(shorten(noteOf(job, now), 60)),
    ]),
  );
}

/** The one thing that matters most about a job in its state. */
function noteOf(job: Fields, now: number): string {
  if (typeof job['worker'] === 'string') {
    return `on ${job['worker']}`;
  }
  if (typeof job['due_at'] === 'string') {
    return `due ${since(job['due_at'], now)}`;
  }
  const { code, message } = fieldsOf(job['error']);
  return code === undefined || job['status'] === 'completed' ? '' : `${shown(code)}: ${shown(message)}`;
}
