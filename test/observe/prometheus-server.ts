import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/redis-server';
import { untilTrue } from '../support/until';

const DEPLOY = join(__dirname, '..', '..', 'deploy');
export const RULES_FOLDER = join(DEPLOY, 'prometheus');
export const DASHBOARD_FILE = join(DEPLOY, 'grafana', 'sluice.json');

export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [at: number, text: string];
}

interface Answer<T> {
  readonly status: string;
  readonly error?: string;
  readonly data: T;
}

export interface Rule {
  readonly name: string;
  readonly query: string;
  readonly health: string;
  readonly lastError?: string;
}

/** A real Prometheus of the test's own, which scrapes each second and has the alert rules of deploy/. */
export class PrometheusServer {
  private output = '';

  private constructor(
    private readonly port: number,
    private readonly dir: string,
    private readonly process: ChildProcess,
  ) {
    const collect = (chunk: string) => (this.output += chunk);
    process.stderr?.setEncoding('utf8').on('data', collect);
  }

  static async start(targets: readonly number[]): Promise<PrometheusServer> {
    const dir = mkdtempSync(join(tmpdir(), 'sluice-prometheus-'));
    const port = await freePort();
    writeTargets(dir, targets);
    writeFileSync(
      join(dir, 'prometheus.yml'),
      [
        'global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }',
        `rule_files: ['${join(RULES_FOLDER, 'alerts.yml')}']`,
        'scrape_configs:',
        `  - { job_name: sluice, file_sd_configs: [{ files: ['${join(dir, 'targets.json')}'], refresh_interval: 1s }] }`,
      ].join('\n'),
    );
    const child = spawn(
      'prometheus',
      [
        `--config.file=${join(dir, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(dir, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const server = new PrometheusServer(port, dir, child);
    await untilTrue(
      () =>
        fetch(`${server.url}/-/ready`).then(
          ({ ok }) => ok,
          () => false,
        ),
      20_000,
      () => `prometheus did not get ready:\n${server.output}`,
    );
    return server;
  }

  scrape(targets: readonly number[]): void {
    writeTargets(this.dir, targets);
  }

  /** @throws {Error} with Prometheus' own words for a query that is wrong */
  async query(expression: string): Promise<readonly Sample[]> {
    const { result } = await this.ask<{ readonly result: readonly Sample[] }>(
      `/api/v1/query?query=${encodeURIComponent(expression)}`,
    );
    return result;
  }

  /** The one value of a query; NaN for none. */
  async value(expression: string): Promise<number> {
    const [sample] = await this.query(expression);
    return Number(sample?.value[1]);
  }

  async rules(): Promise<readonly Rule[]> {
    const { groups } = await this.ask<{ readonly groups: readonly { readonly rules: readonly Rule[] }[] }>(
      '/api/v1/rules',
    );
    return groups.flatMap(({ rules }) => rules);
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const ended = once(this.process, 'exit');
      this.process.kill('SIGKILL');
      await ended;
    }
    rmSync(this.dir, { recursive: true, force: true });
  }

  private get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  private async ask<T>(path: string): Promise<T> {
    const answer = (await (await fetch(`${this.url}${path}`)).json()) as Answer<T>;
    if (answer.status !== 'success') {
      throw new Error(`${path}: ${answer.error ?? answer.status}`);
    }
    return answer.data;
  }
}

/** In one piece: Prometheus watches the file. */
function writeTargets(dir: string, ports: readonly number[]): void {
  const text = JSON.stringify([{ targets: ports.map((port) => `127.0.0.1:${port}`) }]);
  writeFileSync(join(dir, 'targets.new'), text);
  renameSync(join(dir, 'targets.new'), join(dir, 'targets.json'));
}

/** Runs promtool in the folder of the rules. */
export function promtool(
  args: readonly string[],
  input = '',
): Promise<{ readonly code: number; readonly text: string }> {
  return new Promise((resolve) => {
    const child = execFile('promtool', args, { cwd: RULES_FOLDER }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, text: stdout + stderr });
    });
    child.stdin?.end(input);
  });
}
