import type { Command } from 'commander';
import { rowsOf, shown } from '../answer';
import { segment } from '../connection';
import { since } from '../duration';
import { jobText } from '../job-text';
import { safeText } from '../safe-text';
import { openSession } from '../session';
import { stateText } from '../terminal';

export function addJob(program: Command): void {
  program
    .command('job')
    .summary('show a job')
    .description('Shows a job: its state, attempts, payload, result or error.')
    .argument('<id>')
    .action(async (id: string, _options: unknown, command: Command) => {
      const { api, json, terminal } = openSession(command);
      const text = await api.call('GET', `/jobs/${segment('a job id', id)}`);
      terminal.line(json ? text : jobText(terminal, api.parse(text)));
    });
}

export function addExplain(program: Command): void {
  program
    .command('explain')
    .summary('why is a job not done yet?')
    .description('Says why a job is not done yet, or what became of it.')
    .argument('<id>')
    .action(async (id: string, _options: unknown, command: Command) => {
      const { api, json, terminal } = openSession(command);
      const text = await api.call('GET', `/jobs/${segment('a job id', id)}/explain`);
      if (json) {
        terminal.line(text);
        return;
      }
      const answer = api.parse(text);
      terminal.line(`${safeText(shown(answer['id']))} ${stateText(terminal, shown(answer['status']))}`);
      terminal.line(safeText(shown(answer['summary'])));
      for (const { code, detail } of rowsOf(answer['reasons'])) {
        terminal.line(`  ${terminal.styled(safeText(shown(code)), 'bold')}  ${safeText(shown(detail))}`);
      }
      const start = answer['estimated_start_at'];
      if (typeof start === 'string') {
        terminal.line(`Expected to start: ${safeText(start)} (${since(start)})`);
      }
    });
}
