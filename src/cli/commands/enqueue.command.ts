import type { Command } from 'commander';
import { shown } from '../answer';
import { collect, durationOption, fieldOption, numberOption } from '../option-parsers';
import { readPayload, requireJson } from '../payload-argument';
import { safeText } from '../safe-text';
import { openSession } from '../session';
import { untilFinal } from '../wait-for-job';
import { finishWith } from './wait.command';

interface EnqueueOptions {
  readonly id?: string;
  readonly type?: string;
  readonly queue?: string;
  readonly priority?: number;
  readonly delay?: number;
  readonly runAt?: string;
  readonly maxRetries?: number;
  readonly maxLapses?: number;
  readonly backoff?: string;
  readonly backoffBase?: number;
  readonly backoffFactor?: number;
  readonly backoffMax?: number;
  readonly backoffJitter?: number;
  readonly timeout?: number;
  readonly expiresAt?: string;
  readonly ttl?: number;
  readonly dedupKey?: string;
  readonly dedupUntil?: string;
  readonly dedupTtl?: number;
  readonly group?: string;
  readonly dependsOn?: readonly string[];
  readonly onDependencyFailure?: string;
  readonly callbackUrl?: string;
  readonly tag?: readonly string[];
  readonly failureInjection?: string;
  readonly traceparent?: string;
  readonly field?: readonly (readonly [string, string])[];
  readonly idempotencyKey?: string;
  readonly wait?: boolean;
}

export function addEnqueue(program: Command): void {
  program
    .command('enqueue')
    .summary('send a job')
    .description(
      'Sends a job. The payload is JSON: as it stands, @file, or - for standard input.\n' +
        'Durations are like 1500 (ms), 90s, 5m, 2h, 1d.',
    )
    .argument('[payload]', 'any JSON value, @file or -')
    .option('--id <id>', 'unique in the namespace; made where it is left out')
    .option('-t, --type <type>', 'names the handler')
    .option('-q, --queue <queue>', 'made on first use')
    .option('-p, --priority <number>', 'a higher one starts first', numberOption)
    .option('--delay <duration>', 'start no earlier than in this long', durationOption)
    .option('--run-at <time>', 'start no earlier than then (ISO 8601)')
    .option('--max-retries <number>', 'retries after failed attempts', numberOption)
    .option('--max-lapses <number>', 'lost leases before the job fails', numberOption)
    .option('--backoff <strategy>', 'exponential, linear or fixed')
    .option('--backoff-base <duration>', 'the first delay', durationOption)
    .option('--backoff-factor <number>', 'growth, where exponential', numberOption)
    .option('--backoff-max <duration>', 'the longest delay', durationOption)
    .option('--backoff-jitter <number>', '0 to 1', numberOption)
    .option('--timeout <duration>', 'the longest time for one attempt', durationOption)
    .option('--expires-at <time>', 'fail if not started by then (ISO 8601)')
    .option('--ttl <duration>', 'as --expires-at, counted from acceptance', durationOption)
    .option('--dedup-key <key>', 'a second job with a live key is not made; the answer names the first')
    .option('--dedup-until <event>', 'how long the key lives: started, finished or ttl')
    .option('--dedup-ttl <duration>', 'how long, with --dedup-until ttl', durationOption)
    .option('--group <name>', 'runs in order with the other jobs of the group in its queue')
    .option('--depends-on <id>', 'a job that must be done first; may be given several times', collect)
    .option('--on-dependency-failure <policy>', 'what its failure does to this job: fail, run or cancel')
    .option('--callback-url <url>', 'is told how the job ended')
    .option('--tag <tag>', 'may be given several times', collect)
    .option('--failure-injection <json>', 'failures to rehearse, for example {"fail_first":2}')
    .option('--traceparent <header>', 'W3C trace context')
    .option('--field <name=json>', 'any other field of POST /jobs; may be given several times', fieldOption)
    .option('--idempotency-key <key>', 'safe to send again: the same key and job is the same job')
    .option('--wait', 'wait until the job is done; exit 0 only if it completed')
    .action(enqueue);
}

async function enqueue(
  payload: string | undefined,
  options: EnqueueOptions,
  command: Command,
): Promise<void> {
  const session = openSession(command);
  const body = bodyOf(payload === undefined ? null : readPayload(payload), options);
  const { idempotencyKey } = options;
  const text = await session.api.call('POST', '/jobs', {
    body,
    headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
  });
  const answer = session.api.parse(text);
  const id = shown(answer['job_id']);
  if (options.wait === true) {
    finishWith(session, await untilFinal(session.api, id, null));
    return;
  }
  const made = answer['outcome'] === 'duplicate' ? 'is there already' : 'enqueued';
  const line = `Job ${id} ${made}: ${shown(answer['status'])} in ${shown(answer['queue'])}`;
  session.terminal.line(session.json ? text : safeText(line));
}

/** Fields as JSON text: the payload goes in as it was written, every digit of it. */
function bodyOf(payload: string | null, options: EnqueueOptions): string {
  const fields = Object.entries(fieldsOfOptions(options))
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, JSON.stringify(value)] as const);
  const texts = new Map<string, string>(fields);
  if (options.failureInjection !== undefined) {
    texts.set('failure_injection', requireJson('--failure-injection', options.failureInjection));
  }
  for (const [name, json] of options.field ?? []) {
    texts.set(name, json);
  }
  if (payload !== null) {
    texts.set('payload', payload);
  }
  return `{${[...texts].map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`;
}

function fieldsOfOptions(options: EnqueueOptions): Record<string, unknown> {
  return {
    id: options.id,
    type: options.type,
    queue: options.queue,
    priority: options.priority,
    delay_ms: options.delay,
    run_at: options.runAt,
    max_retries: options.maxRetries,
    max_lapses: options.maxLapses,
    backoff: objectOf({
      strategy: options.backoff,
      base_ms: options.backoffBase,
      factor: options.backoffFactor,
      max_ms: options.backoffMax,
      jitter: options.backoffJitter,
    }),
    timeout_ms: options.timeout,
    expires_at: options.expiresAt,
    ttl_ms: options.ttl,
    dedup: objectOf({ key: options.dedupKey, until: options.dedupUntil, ttl_ms: options.dedupTtl }),
    group: options.group,
    depends_on: options.dependsOn,
    on_dependency_failure: options.onDependencyFailure,
    callback_url: options.callbackUrl,
    tags: options.tag,
    traceparent: options.traceparent,
  };
}

function objectOf(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | undefined {
  return Object.values(fields).some((value) => value !== undefined) ? fields : undefined;
}
