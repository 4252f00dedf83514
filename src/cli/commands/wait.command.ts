import type { Command } from 'commander';
import { EXIT } from '../exit-codes';
import { jobText } from '../job-text';
import { durationOption } from '../option-parsers';
import { openSession, type Session } from '../session';
import { untilFinal } from '../wait-for-job';

export function addWait(program: Command): void {
  program
    .command('wait')
    .summary('wait until a job is done')
    .description(
      'Waits until the job is done. Exit 0: it completed; 1: it failed or was cancelled; 4: not yet.',
    )
    .argument('<id>')
    .option('--timeout <duration>', 'give up after this long (90s, 5m); default: never', durationOption)
    .action(async (id: string, options: { timeout?: number }, command: Command) => {
      const session = openSession(command);
      finishWith(session, await untilFinal(session.api, id, options.timeout ?? null));
    });
}

/** Shows a job that is done, and makes the exit code say how it ended. */
export function finishWith(session: Session, text: string): void {
  const job = session.api.parse(text);
  session.terminal.line(session.json ? text : jobText(session.terminal, job));
  if (job['status'] !== 'completed') {
    process.exitCode = EXIT.refused;
  }
}
