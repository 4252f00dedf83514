import type { Command } from 'commander';
import { shown } from '../answer';
import { segment, type Connection } from '../connection';
import { jobPages } from '../job-pages';
import { limitOption, momentOption } from '../option-parsers';
import { safeText } from '../safe-text';
import { openSession } from '../session';
import { filterOf, type FilterOptions } from './jobs.command';

interface RedriveOptions extends FilterOptions {
  readonly limit?: number;
  readonly dryRun?: boolean;
}

export function addRedrive(program: Command): void {
  program
    .command('redrive')
    .summary('queue the failed jobs of a queue again')
    .description(
      'Queues the failed jobs of a queue again with fresh attempts, the whole queue or what a filter leaves.',
    )
    .argument('<queue>')
    .option('-t, --type <type>', 'only jobs of this type')
    .option('--tag <tag>', 'only jobs with this tag')
    .option('--created-after <time>', 'ISO 8601, or how long ago: 15m, 2h', momentOption)
    .option('--created-before <time>', 'likewise', momentOption)
    .option('-n, --limit <number>', 'at most so many', limitOption)
    .option('--dry-run', 'only count them')
    .action(redrive);
}

async function redrive(queue: string, options: RedriveOptions, command: Command): Promise<void> {
  const { api, json, terminal } = openSession(command);
  segment('a queue', queue);
  const filter = filterOf({ ...options, queue, status: 'failed' });
  const limit = options.limit ?? Infinity;
  const dryRun = options.dryRun === true;
  // A job that fails again meanwhile is listed again; it had its turn.
  const seen = new Set<string>();
  let redriven = 0;
  for await (const { jobs } of jobPages(api, filter, limit, undefined)) {
    const ids = jobs.map((job) => shown(job['id'])).filter((id) => id !== '' && !seen.has(id));
    ids.forEach((id) => seen.add(id));
    redriven += dryRun ? 0 : await retryAll(api, ids);
  }
  const skipped = dryRun ? 0 : seen.size - redriven;
  if (json) {
    terminal.line(JSON.stringify({ queue, matched: seen.size, redriven, skipped, dry_run: dryRun }));
    return;
  }
  const name = safeText(queue);
  if (dryRun) {
    terminal.line(`Would be queued again: ${seen.size} of ${name}.`);
  } else {
    const rest = skipped === 0 ? '' : ` No longer failed: ${skipped}.`;
    terminal.line(`Queued again: ${redriven} of ${name}.${rest}`);
  }
}

/** How many of them were still there and failed. A page of jobs is as many as the service takes at once. */
async function retryAll(api: Connection, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) {
    return 0;
  }
  const answer = await api.read('POST', '/jobs/retry', { body: JSON.stringify({ ids }) });
  return Number(answer['changed']);
}
