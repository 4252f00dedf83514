import type { Command } from 'commander';
import { shown } from '../answer';
import { segment } from '../connection';
import { EXIT } from '../exit-codes';
import { CliFailure } from '../failure';
import { safeText } from '../safe-text';
import { openSession } from '../session';

export function addCancel(program: Command): void {
  addAction(program, 'cancel', 'cancel jobs, wherever they are; a running one is told to stop');
}

export function addRetry(program: Command): void {
  addAction(program, 'retry', 'queue failed or cancelled jobs again, with fresh attempts');
}

function addAction(program: Command, action: 'cancel' | 'retry', summary: string): void {
  program
    .command(action)
    .summary(summary)
    .description(
      `${action.charAt(0).toUpperCase()}${action.slice(1)}: ${summary}. Each job is tried; exit 1 if one was refused.`,
    )
    .argument('<id...>')
    .action(async (ids: readonly string[], _options: unknown, command: Command) => {
      const { api, json, terminal } = openSession(command);
      const paths = ids.map((id) => `/jobs/${segment('a job id', id)}/${action}`);
      for (const path of paths) {
        try {
          const text = await api.call('POST', path);
          const answer = api.parse(text);
          terminal.line(json ? text : safeText(`${shown(answer['job_id'])}: ${shown(answer['message'])}`));
        } catch (error) {
          // A job that is in the wrong state is no reason to leave the others alone; no answer is.
          if (!(error instanceof CliFailure) || error.exitCode !== EXIT.refused) {
            throw error;
          }
          if (json) {
            terminal.complainJson(error.document);
          } else {
            terminal.complain(`sluice: ${error.message}`);
          }
          process.exitCode = EXIT.refused;
        }
      }
    });
}
