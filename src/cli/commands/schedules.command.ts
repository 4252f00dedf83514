import { type Command, Option } from 'commander';
import { type Fields, rowsOf, shown, stringOrNull } from '../answer';
import { segment } from '../connection';
import { durationOption, fieldOption, numberOption } from '../option-parsers';
import { readPayload } from '../payload-argument';
import { safeText } from '../safe-text';
import { scheduleText, schedulesTable } from '../schedule-text';
import { openSession } from '../session';

interface PutOptions {
  readonly cron?: string;
  readonly timeZone?: string;
  readonly every?: number;
  readonly type?: string;
  readonly queue?: string;
  readonly jobField?: readonly (readonly [string, string])[];
  readonly overlap?: string;
  readonly catchUp?: number;
  readonly startsAt?: string;
  readonly endsAt?: string;
  readonly paused?: boolean;
}

const LARGEST_PAGE = 200;

export function addSchedules(program: Command): void {
  const schedules = program
    .command('schedules')
    .summary('list recurring jobs, make, run, pause or delete them')
    .description('Recurring jobs. Without a further word: lists them.');
  schedules
    .command('list', { isDefault: true })
    .description('Lists schedules by name. With --json: one a line.')
    .action(list);
  one(
    schedules,
    'show',
    'Shows a schedule: its next times, its last job, and the job that it makes.',
    'GET',
    '',
  );
  addPut(schedules);
  one(schedules, 'pause', 'Makes no more jobs of it until it is resumed.', 'POST', '/pause');
  one(schedules, 'resume', 'Goes on with the next slot.', 'POST', '/resume');
  schedules
    .command('run')
    .description('Makes a job of it now, besides its slots.')
    .argument('<name>')
    .option('--idempotency-key <key>', 'safe to send again: the same key is the same job')
    .action(run);
  schedules
    .command('delete')
    .description('Deletes it. Jobs that it made stay.')
    .argument('<name>')
    .action(async (name: string, _options: unknown, command: Command) => {
      const { api, json, terminal } = openSession(command);
      await api.call('DELETE', pathOf(name));
      terminal.line(json ? JSON.stringify({ deleted: name }) : safeText(`Schedule ${name} deleted`));
    });
}

function pathOf(name: string): string {
  return `/schedules/${segment('the name of a schedule', name)}`;
}

async function list(_options: unknown, command: Command): Promise<void> {
  const { api, json, terminal } = openSession(command);
  const all: Fields[] = [];
  let token: string | null = null;
  do {
    const from: Readonly<Record<string, string>> = token === null ? {} : { page_token: token };
    const page: Fields = await api.read('GET', '/schedules', { query: { ...from, page_size: LARGEST_PAGE } });
    all.push(...rowsOf(page['schedules']));
    token = stringOrNull(page['next_page_token']);
  } while (token !== null);
  if (json) {
    all.forEach((schedule) => terminal.line(JSON.stringify(schedule)));
  } else {
    terminal.line(all.length === 0 ? 'No schedules.' : schedulesTable(terminal, all));
  }
}

/** A command about one schedule that answers with it as it is then. */
function one(parent: Command, verb: string, description: string, method: string, tail: string): void {
  parent
    .command(verb)
    .description(description)
    .argument('<name>')
    .action(async (name: string, _options: unknown, command: Command) => {
      const { api, json, terminal } = openSession(command);
      const text = await api.call(method, `${pathOf(name)}${tail}`);
      terminal.line(json ? text : scheduleText(terminal, api.parse(text)));
    });
}

function addPut(parent: Command): void {
  parent
    .command('put')
    .description(
      'Makes a schedule, or replaces it whole:\n' +
        `  sluice schedules put nightly --cron '0 2 * * *' --time-zone Europe/Paris --type report '{"of":"day"}'`,
    )
    .argument('<name>')
    .argument('[payload]', 'of its jobs: any JSON value, @file or -')
    .addOption(
      new Option('--cron <expression>', 'minute, hour, day of month, month, day of week').conflicts('every'),
    )
    .option('--time-zone <zone>', 'in which the expression is read; UTC where it is left out')
    .option('--every <duration>', 'in place of --cron: 90s, 5m, 2h, 1d', durationOption)
    .option('-t, --type <type>', 'of its jobs')
    .option('-q, --queue <queue>', 'of its jobs')
    .option('--job-field <name=json>', 'any other field of its jobs; may be given several times', fieldOption)
    .option('--overlap <policy>', 'while its last job is not done: skip or allow')
    .option(
      '--catch-up <number>',
      'slots that are made up for after a time without any process',
      numberOption,
    )
    .option('--starts-at <time>', 'no slot before (ISO 8601)')
    .option('--ends-at <time>', 'no slot after')
    .option('--paused', 'makes no jobs until it is resumed')
    .action(put);
}

async function put(
  name: string,
  payload: string | undefined,
  options: PutOptions,
  command: Command,
): Promise<void> {
  const { api, json, terminal } = openSession(command);
  const job = new Map([...texts({ type: options.type, queue: options.queue }), ...(options.jobField ?? [])]);
  if (payload !== undefined) {
    job.set('payload', readPayload(payload));
  }
  const fields = texts({
    cron: options.cron,
    time_zone: options.timeZone,
    every_ms: options.every,
    overlap: options.overlap,
    catch_up: options.catchUp,
    starts_at: options.startsAt,
    ends_at: options.endsAt,
    paused: options.paused,
  });
  const body = objectText(new Map([...fields, ['job', objectText(job)]]));
  const text = await api.call('PUT', pathOf(name), { body });
  terminal.line(json ? text : scheduleText(terminal, api.parse(text)));
}

/** Name → JSON text of those that are there. */
function texts(fields: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return new Map(given.map(([name, value]) => [name, JSON.stringify(value)]));
}

/** The payload goes in as it was written, every digit of it. */
function objectText(fields: ReadonlyMap<string, string>): string {
  return `{${[...fields].map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`;
}

async function run(name: string, options: { idempotencyKey?: string }, command: Command): Promise<void> {
  const { api, json, terminal } = openSession(command);
  const { idempotencyKey } = options;
  const text = await api.call('POST', `${pathOf(name)}/run`, {
    headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
  });
  const answer = api.parse(text);
  const line = `Job ${shown(answer['job_id'])}: ${shown(answer['status'])} in ${shown(answer['queue'])}`;
  terminal.line(json ? text : safeText(line));
}
