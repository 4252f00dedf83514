import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Service } from './service';

/** `npm start` on a data folder of the test's own. */
export class Launcher {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'sluice-start-'));
  private readonly runs: Service[] = [];

  get socketPath(): string {
    return join(this.dataDir, 'redis', 'redis.sock');
  }

  async start(env: Readonly<Record<string, string>> = {}): Promise<Service> {
    const run = await this.launch(env);
    await run.ready();
    return run;
  }

  async launch(env: Readonly<Record<string, string>> = {}): Promise<Service> {
    const run = await Service.launch({
      command: ['npm', 'start'],
      env: { SLUICE_DATA_DIR: this.dataDir, ...env },
    });
    this.runs.push(run);
    return run;
  }

  /** Ids of the launcher's own process (below npm), the service and Redis, of the run that is up. */
  pids(): { readonly service: number; readonly redis: number; readonly launcher: number } {
    const service = Number(readFileSync(join(this.dataDir, 'service.pid'), 'utf8'));
    const log = readFileSync(join(this.dataDir, 'redis', 'redis.log'), 'utf8');
    const redis = Number(/^(\d+):M .*Ready to accept connections/im.exec(lastRun(log))?.[1] ?? Number.NaN);
    return { service, redis, launcher: parentOf(service) };
  }

  async stop(): Promise<void> {
    for (const run of this.runs) {
      try {
        run.signalGroup('SIGTERM');
      } catch {
        // It has ended already.
      }
      await run.exited();
    }
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

function lastRun(log: string): string {
  return log.slice(Math.max(0, log.lastIndexOf('Redis is starting')));
}

function parentOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}
