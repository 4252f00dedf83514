import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Cluster } from '../support/cluster';
import { CommandLine } from '../support/command-line';
import { freePort } from '../support/redis-server';
import type { Service } from '../support/service';
import { untilTrue } from '../support/until';

let cluster: Cluster;
let service: Service;
let sluice: CommandLine;

beforeAll(async () => {
  cluster = await Cluster.start();
  service = await cluster.service({ SLUICE_SIMULATE_MS: '1' });
  sluice = new CommandLine(service.url);
});
afterAll(() => cluster.stop());

describe('sluice enqueue', () => {
  it('sends every field, and a payload whose digits stay as they are', async () => {
    const payload = '{"big":12345678901234567890,"__proto__":1,"empty":[]}';
    const options =
      '--id all --type nobody --queue every -p -5 --delay 1h --max-retries 7 --max-lapses 2 --backoff linear ' +
      '--backoff-base 2s --backoff-factor 3 --backoff-max 1m --backoff-jitter 0.5 --timeout 90s --ttl 2h ' +
      '--tag a --tag b --callback-url https://example.org/done --dedup-key once --dedup-until finished --failure-injection {"fail_first":1} ' +
      '--field traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"';
    expect(await sluice.text('enqueue', payload, ...options.split(' '))).toBe(
      'Job all enqueued: scheduled in every\n',
    );
    const text = await sluice.text('job', 'all', '--json');
    expect(text).toContain(`"payload":${payload}`);
    expect(JSON.parse(text)).toMatchObject({
      ...{ id: 'all', type: 'nobody', queue: 'every', priority: -5, max_retries: 7, max_lapses: 2 },
      backoff: { strategy: 'linear', base_ms: 2_000, factor: 3, max_ms: 60_000, jitter: 0.5 },
      ...{ timeout_ms: 90_000, tags: ['a', 'b'], failure_injection: { fail_first: 1 } },
      callback_url: 'https://example.org/done',
      dedup: { key: 'once', until: 'finished' },
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    });
    const { due_at, expires_at, created_at } = JSON.parse(text) as Record<string, string>;
    expect(Date.parse(due_at!) - Date.parse(created_at!)).toBe(3_600_000);
    expect(Date.parse(expires_at!) - Date.parse(created_at!)).toBe(7_200_000);
    expect(await sluice.text('job', 'all')).toContain('"big": 12345678901234567890');
  });

  it('reads standard input; says what is there already, and what belongs to another', async () => {
    const first = await sluice.run(['enqueue', '-', '--id', 'in'], { input: ' [1, 2]\n' });
    expect(first).toEqual({ code: 0, out: 'Job in enqueued: queued in default\n', err: '' });
    const again = await sluice.run(['enqueue', '[1,2]', '--id', 'in', '--json']);
    expect(JSON.parse(again.out)).toMatchObject({ outcome: 'duplicate', job_id: 'in' });
    const other = await sluice.run(['enqueue', '3', '--id', 'in']);
    expect(other).toMatchObject({ code: 1, out: '' });
    expect(other.err).toBe('sluice: The id in belongs to a job with other content (conflict)\n');
  });

  it('names the jobs that must be done first', async () => {
    await sluice.text('enqueue', '--id', 'first', '--type', 'nobody');
    const after = ['--depends-on', 'first', '--depends-on', 'all', '--on-dependency-failure', 'run'];
    expect(await sluice.text('enqueue', '--id', 'second', ...after)).toContain('blocked in default');
    expect(await sluice.text('job', 'second')).toMatch(/^after .*\bfirst \(\w+\)/m);
  });

  it('with an Idempotency-Key, twice is once', async () => {
    const args = ['enqueue', '{"a":1}', '--idempotency-key', 'k1', '--json'];
    const [first] = await sluice.json(...args);
    const [second] = await sluice.json(...args);
    expect([first!['outcome'], second!['outcome']]).toEqual(['created', 'duplicate']);
    expect(second!['job_id']).toBe(first!['job_id']);
  });

  it('--wait ends with what became of the job', async () => {
    expect(await sluice.run(['enqueue', '--wait'])).toMatchObject({ code: 0 });
    const failed = await sluice.run([
      'enqueue',
      '--wait',
      '--max-retries',
      '0',
      '--failure-injection',
      '{"fail_first":1}',
    ]);
    expect(failed.code).toBe(1);
    expect(failed.out).toContain('injected_failure: attempt 1 was asked to fail');
  });

  it('names every field that the server refuses, and changes nothing', async () => {
    const bad = ['enqueue', '--id', 'bad', '--priority', '500', '--backoff', 'zigzag'];
    const { code, out, err } = await sluice.run(bad);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('priority must be an integer from -100 to 100; backoff.strategy must be');
    const scripted = await sluice.run([...bad, '--json']);
    expect(JSON.parse(scripted.err)).toMatchObject({
      code: 'invalid',
      errors: [{ pointer: '/priority' }, {}],
    });
    expect((await sluice.run(['job', 'bad'])).err).toBe('sluice: There is no job bad (not_found)\n');
  });
});

describe('sluice jobs', () => {
  it('filters, pages, and lists one a line for scripts', async () => {
    const ids = Array.from({ length: 7 }, (_, index) => `page-${index}`);
    for (const id of ids) {
      await sluice.text('enqueue', '--id', id, '--type', 'nobody', '--queue', 'paged');
    }
    const all = await sluice.json('jobs', '--queue', 'paged', '--all');
    expect(all.map(({ id }) => id).sort()).toEqual(ids);
    const page = await sluice.text('jobs', '-q', 'paged', '-n', '3');
    const token = /--page-token (\S+)/.exec(page)![1]!;
    const rest = await sluice.json('jobs', '-q', 'paged', '--page-token', token);
    expect(page.split('\n').filter((line) => line.startsWith('page-'))).toHaveLength(3);
    expect(rest).toHaveLength(4);
    expect(await sluice.text('jobs', '-q', 'paged', '-s', 'completed')).toBe('No jobs.\n');
    expect(await sluice.json('jobs', '-q', 'paged', '--created-after', '10m')).toHaveLength(7);
  });
});

describe('sluice explain, cancel, retry, redrive', () => {
  it('explains, and acts on each of several jobs though one is refused', async () => {
    await sluice.text('enqueue', '--id', 'stuck', '--type', 'nobody');
    expect(await sluice.text('explain', 'stuck')).toMatch(/^stuck blocked\n.*no_worker_for_type/s);
    const { code, out, err } = await sluice.run(['cancel', 'missing', 'stuck']);
    expect({ code, out, err }).toEqual({
      code: 1,
      out: 'stuck: Job cancelled\n',
      err: 'sluice: There is no job missing (not_found)\n',
    });
    expect(await sluice.text('retry', 'stuck')).toBe('stuck: Job queued again with fresh attempts\n');
  });

  it('redrives what has failed, and only what the filter leaves', async () => {
    const fail = ['--max-retries', '0', '--failure-injection', '{"fail_attempts":[1]}', '-q', 'broken'];
    for (const tag of ['a', 'a', 'b']) {
      await sluice.run(['enqueue', '--wait', '--tag', tag, ...fail]);
    }
    const redrive = ['redrive', 'broken', '--json'];
    expect(await sluice.json(...redrive, '--dry-run')).toEqual([
      { queue: 'broken', matched: 3, redriven: 0, skipped: 0, dry_run: true },
    ]);
    expect(await sluice.json('jobs', '-q', 'broken', '-s', 'failed')).toHaveLength(3);
    await sluice.text('queue', 'broken', 'pause');
    expect(await sluice.text('redrive', 'broken', '--tag', 'a')).toBe('Queued again: 2 of broken.\n');
    const [queue] = await sluice.json('queue', 'broken');
    expect(queue!['states']).toMatchObject({ queued: 2, failed: 1 });
  });
});

describe('sluice logs', () => {
  it('shows what handlers wrote, all of it or the end, and follows it until the job is done', async () => {
    await sluice.text('enqueue', '--id', 'wrote', '--type', 'logs', '-q', 'logs');
    const take = { queues: ['logs'], types: ['logs'], worker: 'w', wait_ms: 0 };
    const { jobs } = (await post('/leases', take)) as { jobs: { lease_token: string }[] };
    const lease_token = jobs[0]!.lease_token;
    await post('/leases/wrote/log', { lease_token, lines: ['one', 'two\nand more', 'three'] });
    expect(await sluice.text('logs', 'wrote')).toMatch(
      /^20\S+Z 1 {2}one\n20\S+Z 1 {2}two\n {4}and more\n20\S+Z 1 {2}three\n$/,
    );
    expect(await sluice.json('logs', 'wrote', '-n', '2')).toMatchObject([
      { number: 2, attempt: 1, line: 'two\nand more' },
      { number: 3, line: 'three' },
    ]);
    const following = sluice.json('logs', 'wrote', '--follow', '--tail', '1');
    await post('/leases/wrote/log', { lease_token, lines: ['four'] });
    await post('/leases/wrote/complete', { lease_token });
    expect((await following).at(-1)).toMatchObject({ line: 'four' });
    expect((await sluice.run(['logs', 'none'])).code).toBe(1);
  });
});

describe('sluice schedules', () => {
  it('makes, shows, runs, pauses, resumes, lists and deletes them', async () => {
    expect(await sluice.text('schedules')).toBe('No schedules.\n');
    const zone = ['--time-zone', 'Europe/Paris', '--overlap', 'allow', '--catch-up', '2'];
    const [made] = await sluice.json(
      ...['schedules', 'put', 'nightly', '{"n":12345678901234567890}', '--cron', '0 2 * * *', ...zone],
      ...['-t', 'report', '-q', 'reports', '--job-field', 'priority=7'],
    );
    expect(made).toMatchObject({
      ...{ name: 'nightly', state: 'active', cron: '0 2 * * *', time_zone: 'Europe/Paris' },
      ...{ overlap: 'allow', catch_up: 2, job: { type: 'report', queue: 'reports', priority: 7 } },
    });
    const shownText = await sluice.text('schedules', 'show', 'nightly');
    expect(shownText).toMatch(/^schedule {2}nightly\nstate {5}active\nwhen {6}0 2 \* \* \* Europe\/Paris\n/);
    expect(shownText).toContain('12345678901234567890');
    expect(await sluice.text('schedules', 'run', 'nightly')).toMatch(/^Job \S+: queued in reports\n$/);
    expect(await sluice.json('schedules', 'pause', 'nightly')).toMatchObject([{ state: 'paused' }]);
    expect(await sluice.text('schedules', 'list')).toMatch(/^SCHEDULE .*\nnightly {3}paused /);
    expect(await sluice.json('schedules', 'resume', 'nightly')).toMatchObject([{ state: 'active' }]);
    await sluice.text('schedules', 'put', 'often', '--every', '90s');
    expect((await sluice.json('schedules')).map(({ name }) => name)).toEqual(['nightly', 'often']);
    expect(await sluice.text('schedules', 'delete', 'nightly')).toBe('Schedule nightly deleted\n');
    expect(await sluice.json('schedules', 'delete', 'often')).toEqual([{ deleted: 'often' }]);
    expect(await sluice.text('schedules')).toBe('No schedules.\n');
  });

  it('says what is wrong, and changes nothing', async () => {
    expect((await sluice.run(['schedules', 'show', 'none'])).code).toBe(1);
    const bad = await sluice.run(['schedules', 'put', 'bad', '--cron', 'every day']);
    expect([bad.code, bad.err]).toEqual([1, expect.stringContaining('cron')]);
    const both = await sluice.run(['schedules', 'put', 'bad', '--cron', '* * * * *', '--every', '5m']);
    expect(both.code).toBe(2);
    expect((await sluice.run(['schedules', 'put', 'bad', '{', '--every', '5m'])).code).toBe(2);
    expect((await sluice.run(['schedules', 'explode', 'bad'])).code).toBe(2);
    expect(await sluice.text('schedules')).toBe('No schedules.\n');
  });
});

describe('sluice queue', () => {
  it('pauses, resumes and sets; refuses what is no setting, by name', async () => {
    expect(await sluice.text('queue', 'mail', 'pause')).toMatch(/^queue +mail\npaused +yes/);
    expect(await sluice.text('queues')).toMatch(/^mail .*paused$/m);
    await sluice.text('queue', 'mail', 'resume');
    const [set] = await sluice.json(
      'queue',
      'mail',
      'set',
      'max_depth=7',
      'concurrency=none',
      'overflow=drop_oldest',
    );
    expect(set).toMatchObject({
      paused: false,
      settings: { max_depth: 7, concurrency: null, overflow: 'drop_oldest' },
    });
    for (const [text, index] of [
      ['tag,created', ['created', 'tag']],
      ['type', ['type']],
      ['["tag"]', ['tag']],
      ['none', null],
    ]) {
      const [indexed] = await sluice.json('queue', 'mail', 'set', `index=${String(text)}`);
      expect(indexed?.['settings']).toMatchObject({ index });
    }
    const refused = await sluice.run(['queue', 'mail', 'set', 'max_depth=8', 'color=1']);
    expect(refused).toMatchObject({ code: 1, err: 'sluice: color is not a known field (invalid)\n' });
    expect((await sluice.json('queue', 'mail'))[0]!['settings']).toMatchObject({ max_depth: 7 });
    expect((await sluice.run(['queue', 'mail', 'set'])).code).toBe(2);
  });
});

describe('sluice wait', () => {
  it('ends with 4 when the time is over first', async () => {
    await sluice.text('enqueue', '--id', 'later', '--delay', '1h');
    const { code, err } = await sluice.run(['wait', 'later', '--timeout', '50ms']);
    expect({ code, err }).toEqual({ code: 4, err: 'sluice: the job later is still scheduled\n' });
  });

  it('goes on when the service is away for a moment in between', async () => {
    const answers = ['in_progress', 'gone', 'restarting', 'completed'];
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      const answer = answers[asked.push(request.url) - 1];
      if (answer === 'gone') {
        request.socket.destroy();
      } else if (answer === 'restarting') {
        response.writeHead(503, { 'content-type': 'application/problem+json' });
        response.end('{"status":503,"code":"store_unavailable","detail":"no"}');
      } else {
        response.end(JSON.stringify({ id: 'x', status: answer }));
      }
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const { code } = await new CommandLine(`http://127.0.0.1:${port}/behind/`).run(['wait', 'x']);
      expect(code).toBe(0);
      expect(asked).toEqual(Array(4).fill('/behind/jobs/x?wait_ms=30000'));
    } finally {
      server.close();
    }
  });
});

describe('exit codes', () => {
  it.each([
    ['an unknown command', ['frobnicate']],
    ['an unknown option', ['jobs', '--frob']],
    ['a number that is none', ['enqueue', '--priority', 'high']],
    ['a duration that is none', ['enqueue', '--delay', 'soon']],
    ['a payload that is no JSON', ['enqueue', 'hello']],
    ['a file that is not there', ['enqueue', '@/nowhere/file.json']],
    ['an id that names another path', ['job', '..']],
    ['no id', ['cancel', '']],
    ['an address that is none', ['--url', 'localhost', 'queues']],
  ])('%s is 2', async (_what, args) => {
    const { code, out, err } = await sluice.run(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).not.toContain('    at ');
  });

  it('no service is 3, and one that is no Sluice 1', async () => {
    const nobody = new CommandLine(`http://127.0.0.1:${await freePort()}`);
    const { code, err } = await nobody.run(['queues']);
    expect(code).toBe(3);
    expect(err).toMatch(/^sluice: \S+ cannot be reached: .*ECONNREFUSED/);
    const page = createServer((_request, response) => response.end('<html>hello</html>')).listen(
      0,
      '127.0.0.1',
    );
    await once(page, 'listening');
    const other = new CommandLine(`http://127.0.0.1:${(page.address() as AddressInfo).port}`);
    expect((await other.run(['queues'])).code).toBe(1);
    page.close();
  });

  it('help is 0', async () => {
    expect(await sluice.text('--help')).toContain('Exit codes');
  });
});

describe('text of others', () => {
  it('can be read and do nothing else', async () => {
    const evil = '\u001b]0;owned\u0007\u001b[2J\nJOB ok\u202Ecod\u009b31m';
    await sluice.text(
      'enqueue',
      JSON.stringify(evil),
      '--id',
      'evil',
      '--type',
      'evil',
      '-q',
      'evil',
      '--max-retries',
      '0',
    );
    const take = { queues: ['evil'], types: ['evil'], worker: 'w', wait_ms: 0 };
    const { jobs } = (await post('/leases', take)) as { jobs: { lease_token: string }[] };
    await post('/leases/evil/log', { lease_token: jobs[0]!.lease_token, lines: [evil] });
    await post('/leases/evil/fail', {
      lease_token: jobs[0]!.lease_token,
      error: { code: 'evil', message: evil, retryable: false },
    });
    for (const args of [
      ['jobs', '-q', 'evil'],
      ['job', 'evil'],
      ['explain', 'evil'],
      ['logs', 'evil'],
      ['workers'],
    ]) {
      const text = await sluice.text(...args);
      expect(text).not.toMatch(/[^\P{C}\n]/u);
    }
    expect(await sluice.text('jobs', '-q', 'evil')).toContain('\\nJOB ok\\u202ecod');
    const refused = await sluice.run(['jobs', '--page-token', evil]);
    expect(refused.code).toBe(1);
    expect(refused.err).not.toMatch(/[^\P{C}\n]/u);
  });
});

describe('namespace and key', () => {
  it('go with every request', async () => {
    await sluice.text('--namespace', 'other', 'enqueue', '--id', 'there', '--type', 'nobody');
    expect((await sluice.run(['job', 'there'])).code).toBe(1);
    const there = await sluice.run(['job', 'there'], { env: { SLUICE_NAMESPACE: 'other' } });
    expect(there.code).toBe(0);
    const headers: unknown[] = [];
    const server = createServer((request, response) => {
      headers.push(request.headers.authorization);
      response.end('{"workers":[]}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const at = new CommandLine(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await at.run(['workers'], { env: { SLUICE_API_KEY: 'secret' } });
    server.close();
    expect(headers).toEqual(['Bearer secret']);
  });
});

/** A pseudo-terminal is made otherwise elsewhere. */
const onLinux = process.platform === 'linux' ? it : it.skip;

describe('sluice top', () => {
  it('shows all of it once where there is no terminal', async () => {
    const text = await sluice.text('top');
    expect(text).toMatch(
      /^sluice .*\njobs .*completed \d+.*\nworkers .*slots 1[01] .*\nso far .*completed \d+/,
    );
    expect(text).toMatch(/^WORKER/m);
    const [snapshot] = await sluice.json('top');
    expect(Object.keys(snapshot!)).toEqual(['metrics', 'queues', 'workers']);
  });

  onLinux('draws anew each second on a terminal, and gives it back on Ctrl-C', async () => {
    const top = sluice.inTerminal(['top']);
    let screen = '';
    top.stdout.setEncoding('utf8').on('data', (chunk: string) => (screen += chunk));
    const closed = once(top, 'close');
    try {
      await untilTrue(
        () => Promise.resolve(/completed [\d.]+\/s/.test(screen)),
        10_000,
        () => screen,
      );
      top.stdin.write('\u0003');
      const [code] = (await closed) as [number];
      expect(code).toBe(0);
      expect(screen.startsWith('\u001b[?1049h')).toBe(true);
      expect(screen.trimEnd().endsWith('\u001b[?25h\u001b[?1049l')).toBe(true);
    } finally {
      top.kill();
    }
  });

  onLinux('colours on a terminal only, and not where NO_COLOR is set', async () => {
    const colour = '\u001b[1m';
    for (const [env, coloured] of [
      [{}, true],
      [{ NO_COLOR: '1' }, false],
    ] as const) {
      const run = sluice.inTerminal(['workers'], env);
      let screen = '';
      run.stdout.setEncoding('utf8').on('data', (chunk: string) => (screen += chunk));
      await once(run, 'close');
      expect(screen).toContain('WORKER');
      expect(screen.includes(colour)).toBe(coloured);
    }
    expect(await sluice.text('workers')).not.toContain('\u001b');
  });
});

async function post(path: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${service.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return await response.json();
}
