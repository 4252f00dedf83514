import { Command, Option } from 'commander';
import { version } from '../bootstrap/version';
import { addEnqueue } from './commands/enqueue.command';
import { addCancel, addRetry } from './commands/job-actions.command';
import { addExplain, addJob } from './commands/job.command';
import { addJobs } from './commands/jobs.command';
import { addKeys } from './commands/keys.command';
import { addLogs } from './commands/logs.command';
import { addQueue } from './commands/queue.command';
import { addQueues } from './commands/queues.command';
import { addRedrive } from './commands/redrive.command';
import { addSchedules } from './commands/schedules.command';
import { addTop } from './commands/top.command';
import { addWait } from './commands/wait.command';
import { addWorkers } from './commands/workers.command';

const EPILOGUE = `
Exit codes: 0 done; 1 the server said no (or the job waited for did not complete);
2 wrong command line; 3 not reachable; 4 not done within --timeout.`;

/** The command line. It throws what commander throws and {@link CliFailure}, and ends no process. */
export function buildProgram(): Command {
  const program = new Command('sluice')
    .description('The command line of Sluice, a job queue service, over its HTTP API.')
    .version(version(), '-V, --version')
    .addOption(
      new Option('--url <url>', 'where the service is').env('SLUICE_URL').default('http://localhost:8080'),
    )
    .addOption(new Option('--namespace <name>', 'default: the service’s').env('SLUICE_NAMESPACE'))
    .addOption(
      new Option('--key <key>', 'API key; other users see arguments, so prefer the variable').env(
        'SLUICE_API_KEY',
      ),
    )
    .option('--json', 'for scripts: JSON, one document a line where there are many')
    .addHelpText('after', EPILOGUE)
    .exitOverride();
  for (const add of COMMANDS) {
    add(program);
  }
  return program;
}

const COMMANDS = [
  addEnqueue,
  addJobs,
  addJob,
  addExplain,
  addLogs,
  addWait,
  addCancel,
  addRetry,
  addRedrive,
  addQueues,
  addQueue,
  addSchedules,
  addWorkers,
  addTop,
  addKeys,
];
