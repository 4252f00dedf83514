import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataDir } from './places.mjs';
import { Problem, say } from './problem.mjs';
import { ask } from './redis-wire.mjs';

const RESTARTS_IN_A_ROW = 5;
const STEADY_AFTER_MS = 60_000;
const STOP_WITHIN_MS = 60_000;

/**
 * The Redis of `npm start`: on a unix socket only, append-only, never evicting. Stopped, it has saved all;
 * should it die, it is started again while the service waits for it.
 */
export class PrivateRedis {
  #binary;
  #folder = join(dataDir, 'redis');
  #child = null;
  #stopping = false;
  #ready = false;
  #deaths = 0;

  constructor(binary, socketFolder) {
    this.#binary = binary;
    this.socketPath = join(socketFolder, 'redis.sock');
  }

  get url() {
    return `unix://${this.socketPath}`;
  }

  async start() {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    await this.#endLeftOver();
    this.#launch();
    await this.#untilReady();
  }

  /** Stops it in the way that saves. Resolves when it is gone. */
  async stop() {
    this.#stopping = true;
    const child = this.#child;
    if (child === null) {
      return;
    }
    const gone = new Promise((resolve) => child.once('exit', resolve));
    const answer = await ask(this.socketPath, ['SHUTDOWN']).catch((error) => error.message);
    if (answer) {
      say(`The private Redis does not shut down on request (${answer}); sending SIGTERM.`);
      child.kill('SIGTERM');
    } else if (answer === null) {
      child.kill('SIGTERM'); // Not listening yet, or any more.
    }
    const lastResort = setTimeout(() => {
      say(`The private Redis did not stop within ${STOP_WITHIN_MS} ms; killing it.`);
      child.kill('SIGKILL');
    }, STOP_WITHIN_MS);
    await gone;
    clearTimeout(lastResort);
  }

  /** A launcher that was killed leaves its Redis behind. A second one on the same files would ruin them. */
  async #endLeftOver() {
    for (let waited = 0; (await this.#shutdownLeftOver()) !== null; waited += 1) {
      if (waited === 0) {
        say('A Redis of an earlier run is still there; it is stopped first.');
      }
      if (waited > 300) {
        throw new Problem(`The Redis on ${this.socketPath} does not stop.`);
      }
      await sleep(100);
    }
  }

  async #shutdownLeftOver() {
    try {
      return await ask(this.socketPath, ['SHUTDOWN']);
    } catch (error) {
      throw new Problem(
        `A Redis of an earlier run holds ${this.#folder} and hangs: ${error.message}. End it first.`,
      );
    }
  }

  #launch() {
    const options = {
      port: '0',
      unixsocket: this.socketPath,
      unixsocketperm: '700',
      dir: this.#folder,
      appendonly: 'yes',
      appendfsync: 'everysec',
      save: '',
      'maxmemory-policy': 'noeviction',
      logfile: join(this.#folder, 'redis.log'),
      daemonize: 'no',
    };
    // A process group of its own: Ctrl-C must not reach it before the service has drained.
    const child = spawn(
      this.#binary,
      Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
      {
        stdio: 'ignore',
        detached: true,
      },
    );
    this.#child = child;
    const started = Date.now();
    child.once('error', (error) => say(`redis-server could not be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      this.#child = null;
      this.#deaths = Date.now() - started > STEADY_AFTER_MS ? 1 : this.#deaths + 1;
      if (!this.#stopping && this.#ready) {
        void this.#revive(signal ?? `code ${code}`);
      }
    });
  }

  async #revive(cause) {
    if (this.#deaths > RESTARTS_IN_A_ROW) {
      say(`The private Redis ended (${cause}) again and again and is left alone now; ${this.#lastWords()}`);
      return;
    }
    say(`The private Redis ended (${cause}); starting it again.`);
    await sleep(200 * this.#deaths);
    if (!this.#stopping) {
      this.#launch();
    }
  }

  async #untilReady() {
    for (let waited = 0; ; waited += 1) {
      if (this.#child === null || this.#child.exitCode !== null) {
        throw new Problem(`The private Redis ended at once; ${this.#lastWords()}`);
      }
      const answer = await ask(this.socketPath, ['PING']).catch(() => null);
      if (answer === '+PONG') {
        this.#ready = true;
        return;
      }
      if (answer?.startsWith('-LOADING') && waited % 500 === 0) {
        say('The private Redis is reading its data …');
      }
      await sleep(waited < 100 ? 10 : 100);
    }
  }

  #lastWords() {
    try {
      const lines = readFileSync(join(this.#folder, 'redis.log'), 'utf8').trimEnd().split('\n');
      return `its log says:\n${lines.slice(-5).join('\n')}`;
    } catch {
      return 'it left no log.';
    }
  }
}
