import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Turn, TurnAssignment } from './worker';

/** A worker process that lives as long as its bench and works when it is its turn (worker.ts). */
export class TurnWorker {
  private constructor(private readonly process: ChildProcess) {}

  static async start(ask: TurnAssignment): Promise<TurnWorker> {
    const worker = new TurnWorker(
      fork(join(__dirname, 'worker.ts'), [JSON.stringify(ask)], {
        execArgv: ['-r', join(__dirname, '..', 'register.cjs')],
      }),
    );
    await worker.told<string>();
    return worker;
  }

  /** Its queue has so many jobs: it settles them all. */
  take(jobs: number): Promise<Turn> {
    this.process.send(jobs);
    return this.told<Turn>();
  }

  async end(): Promise<void> {
    this.process.disconnect();
    await once(this.process, 'exit');
  }

  /** Its next message. @throws Error when it ends instead */
  private async told<T>(): Promise<T> {
    const ended = new AbortController();
    const end = () => ended.abort(new Error('a worker ended'));
    this.process.once('exit', end);
    const [message] = (await once(this.process, 'message', { signal: ended.signal })) as [T];
    this.process.off('exit', end);
    return message;
  }
}
