import type { Command } from '../../../src/persistence/commands/command';
import {
  cancelCommand,
  configureCommand,
  redriveCommand,
  rescheduleCommand,
} from '../../../src/persistence/commands/control.commands';
import { dependenciesCommand } from '../../../src/persistence/commands/dependency.commands';
import { enqueueCommand } from '../../../src/persistence/commands/enqueue.command';
import { followCommand } from '../../../src/persistence/commands/follow.command';
import { eventsPublishCommand, eventsReadCommand } from '../../../src/persistence/commands/events.commands';
import { explainCommand } from '../../../src/persistence/commands/explain.command';
import {
  historyQueueReadCommand,
  historyQueuesCommand,
  historyReadCommand,
  historyRecordCommand,
} from '../../../src/persistence/commands/history.commands';
import {
  latencyAddCommand,
  latencyReadCommand,
  queueFiguresCommand,
} from '../../../src/persistence/commands/latency.commands';
import { logCommand, logReadCommand } from '../../../src/persistence/commands/log.commands';
import { deleteQueueCommand, purgeCommand } from '../../../src/persistence/commands/purge.commands';
import { probeCommand } from '../../../src/persistence/commands/probe.command';
import { rightsCommand } from '../../../src/persistence/commands/rights.command';
import { queueCommand, queuesCommand } from '../../../src/persistence/commands/queue.commands';
import {
  getCommand,
  listCommand,
  listIndexCommand,
  statesCommand,
} from '../../../src/persistence/commands/read.commands';
import {
  scheduleDueCommand,
  scheduleGetCommand,
  scheduleListCommand,
} from '../../../src/persistence/commands/schedule-read.commands';
import {
  scheduleFireCommand,
  schedulePauseCommand,
  schedulePutCommand,
  scheduleRemoveCommand,
  scheduleResumeCommand,
} from '../../../src/persistence/commands/schedule.commands';
import {
  completeCommand,
  extendCommand,
  failCommand,
  releaseCommand,
  snoozeCommand,
} from '../../../src/persistence/commands/settle.commands';
import {
  attendCommand,
  indexCommand,
  retireCommand,
  sweepCommand,
  unindexCommand,
} from '../../../src/persistence/commands/sweep.commands';
import { turnCommand } from '../../../src/persistence/commands/turn.command';
import { announceCommand, workersCommand } from '../../../src/persistence/commands/worker.commands';
import { loadScripts } from '../../../src/persistence/script-source';

type Described = Pick<Command<never, unknown>, 'script' | 'argv'>;

const commands: readonly Described[] = [
  announceCommand,
  attendCommand,
  cancelCommand,
  completeCommand,
  configureCommand,
  deleteQueueCommand,
  dependenciesCommand,
  enqueueCommand,
  eventsPublishCommand,
  eventsReadCommand,
  explainCommand,
  extendCommand,
  failCommand,
  followCommand,
  getCommand,
  historyQueueReadCommand,
  historyQueuesCommand,
  historyReadCommand,
  historyRecordCommand,
  indexCommand,
  latencyAddCommand,
  latencyReadCommand,
  listCommand,
  listIndexCommand,
  logCommand,
  logReadCommand,
  probeCommand,
  purgeCommand,
  queueCommand,
  queueFiguresCommand,
  queuesCommand,
  redriveCommand,
  releaseCommand,
  rescheduleCommand,
  retireCommand,
  rightsCommand,
  scheduleDueCommand,
  scheduleFireCommand,
  scheduleGetCommand,
  scheduleListCommand,
  schedulePauseCommand,
  schedulePutCommand,
  scheduleRemoveCommand,
  scheduleResumeCommand,
  snoozeCommand,
  statesCommand,
  sweepCommand,
  turnCommand,
  unindexCommand,
  workersCommand,
];

const READ_ONLY = [
  ...[
    'dependencies',
    'explain',
    'get',
    'history-queue-read',
    'history-read',
    'latency-read',
    'list',
    'list-index',
    'log-read',
    'queue',
    'queue-figures',
    'queues',
    'rights',
    'states',
    'workers',
  ],
  ...['schedule-due', 'schedule-get', 'schedule-list'],
];
/** These make jobs, settings or events, and may be refused; all others must work in a Redis that is full. */
const NEED_MEMORY = [
  'enqueue',
  'redrive',
  'configure',
  'probe',
  'schedule-fire',
  'schedule-put',
  'events-publish',
  'log',
  'index',
];

describe('commands and scripts', () => {
  const scripts = loadScripts();

  it('has one command for each script', () => {
    expect(commands.map(({ script }) => script)).toEqual([...scripts.keys()].sort());
  });

  it.each(commands.map((command) => [command.script, command] as const))(
    '%s takes the arguments that its header lists',
    (name, command) => {
      expect(scripts.get(name)?.header.argv).toBe(command.argv);
      expect(scripts.get(name)?.header.keys).toBe('meta, absent');
      expect(scripts.get(name)?.header.returns).not.toBe('');
    },
  );

  it.each([...scripts.values()].map(({ name, text }) => [name, text] as const))(
    '%s has all parts that the end of a job needs, if it may end one',
    (_name, text) => {
      const ends = text.includes('local function finish(');
      const parts = ['stop_waiting', 'release_dependents', 'conclude', 'end_dedup', 'leave_group'];
      const missing = parts.filter((part) => !text.includes(`function ${part}(`));
      expect(ends ? missing : []).toEqual([]);
    },
  );

  it.each([...scripts.values()].map((script) => [script.name, script.header.flags] as const))(
    '%s runs in a full Redis unless it takes in something new',
    (name, flags) => {
      const expected = READ_ONLY.includes(name)
        ? ['no-writes']
        : NEED_MEMORY.includes(name)
          ? []
          : ['allow-oom'];
      expect(flags).toEqual(expected);
    },
  );
});
