import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
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

  /** Of the run that is up, the service's process. */
  servicePid(): number {
    return Number(readFileSync(join(this.dataDir, 'service.pid'), 'utf8'));
  }

  redisPid(): number {
    const log = readFileSync(join(this.dataDir, 'redis', 'redis.log'), 'utf8');
    const lastRun = log.slice(Math.max(0, log.lastIndexOf('Redis is starting')));
    return Number(/^(\d+):M /m.exec(lastRun)?.[1]);
  }

  /** The launcher's own process, which is below npm. */
  launcherPid(): number {
    const stat = readFileSync(`/proc/${this.servicePid()}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  }

  async stop(): Promise<void> {
    for (const run of this.runs) {
      attempt(() => run.signalGroup('SIGTERM'));
      await run.exited();
    }
    // What a launcher that was killed, by a test that then failed, has left behind.
    if (existsSync(this.socketPath)) {
      attempt(() => process.kill(this.servicePid(), 'SIGKILL'));
      attempt(() => process.kill(this.redisPid(), 'SIGKILL'));
    }
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

function attempt(kill: () => void): void {
  try {
    kill();
  } catch {
    // It has ended already.
  }
}

/** Whether a process runs; one that ended and was not yet collected by its parent does not. */
export function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !['Z', 'X'].includes(stat.charAt(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}
