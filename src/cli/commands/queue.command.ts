import { type Command, InvalidArgumentError, Argument } from 'commander';
import { type Fields, fieldsOf, shown } from '../answer';
import { segment } from '../connection';
import { since } from '../duration';
import { usage } from '../failure';
import { safeText } from '../safe-text';
import { openSession } from '../session';
import { listText } from '../table';
import type { Terminal } from '../terminal';

type Action = 'show' | 'pause' | 'resume' | 'set';
type Setting = readonly [name: string, json: string];

export function addQueue(program: Command): void {
  program
    .command('queue')
    .summary('show a queue, pause it, resume it, change its settings')
    .description(
      'Shows a queue, or pauses, resumes or changes it:\n' +
        '  sluice queue mail pause\n' +
        '  sluice queue mail set max_depth=5000 concurrency=none',
    )
    .argument('<queue>')
    .addArgument(new Argument('[action]').choices(['show', 'pause', 'resume', 'set']).default('show'))
    .argument(
      '[settings...]',
      'name=value for set; the value is JSON or a word; none takes a setting away',
      setting,
    )
    .action(act);
}

async function act(
  queue: string,
  action: Action,
  settings: readonly Setting[] | undefined,
  _options: unknown,
  command: Command,
): Promise<void> {
  const { api, json, terminal } = openSession(command);
  const path = `/queues/${segment('a queue', queue)}`;
  const changes = settings ?? [];
  if ((action === 'set') !== changes.length > 0) {
    throw usage(action === 'set' ? 'set needs a name=value' : `${action} takes no settings`);
  }
  const body = `{${changes.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
  const text = await {
    show: () => api.call('GET', path),
    pause: () => api.call('POST', `${path}/pause`),
    resume: () => api.call('POST', `${path}/resume`),
    set: () => api.call('PATCH', path, { body }),
  }[action]();
  terminal.line(json ? text : queueText(terminal, api.parse(text)));
}

function queueText(terminal: Terminal, queue: Fields): string {
  const { states, limits, settings, counters, paused, paused_at, oldest_queued_at } = queue;
  const own = fieldsOf(settings);
  const limitEntries = Object.entries(fieldsOf(limits)).map(([name, value]) => {
    const from = (own[name] ?? null) === null ? ' (default)' : '';
    return [name, value === null ? 'none' : `${safeText(shown(value))}${from}`] as const;
  });
  return [
    listText(terminal, [
      ['queue', safeText(shown(queue['name']))],
      ['paused', paused === true ? terminal.styled(`yes, ${since(paused_at)}`, 'yellow') : 'no'],
      ['depth', shown(queue['depth'])],
      ['bytes', shown(queue['bytes'])],
      ['oldest', since(oldest_queued_at)],
    ]),
    section(terminal, 'jobs', Object.entries(fieldsOf(states))),
    section(terminal, 'limits', limitEntries),
    section(terminal, 'so far', Object.entries(fieldsOf(counters))),
  ].join('\n\n');
}

function section(
  terminal: Terminal,
  title: string,
  entries: readonly (readonly [string, unknown])[],
): string {
  const lines = listText(
    terminal,
    entries.map(([name, value]) => [`  ${safeText(name)}`, safeText(shown(value))] as const),
  );
  return `${terminal.styled(title, 'bold')}\n${lines}`;
}

/** JSON as it is, `none` for null, and a bare word for a string: shells eat quotes. */
function jsonOf(value: string): string {
  if (value === 'none') {
    return 'null';
  }
  return /^[a-z_]+$/.test(value) && !['null', 'true', 'false'].includes(value) ? `"${value}"` : value;
}

/** Settings that are lists: their words may come with commas between them. */
const LISTS: ReadonlySet<string> = new Set(['index']);

function listOf(value: string): string {
  return /^[a-z_]+(,[a-z_]+)*$/.test(value) && value !== 'none'
    ? JSON.stringify(value.split(','))
    : jsonOf(value);
}

function setting(text: string, before: readonly Setting[] | undefined): Setting[] {
  const at = text.indexOf('=');
  const name = text.slice(0, at);
  const value = (LISTS.has(name) ? listOf : jsonOf)(text.slice(at + 1));
  if (at < 1) {
    throw new InvalidArgumentError('It must be name=value.');
  }
  try {
    JSON.parse(value);
  } catch {
    throw new InvalidArgumentError('The value must be JSON, a word or none.');
  }
  return [...(before ?? []), [name, value]];
}
