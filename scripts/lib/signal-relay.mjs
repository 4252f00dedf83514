const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Keeps signals from ending the launcher, and passes each on to the service: the service knows that two
 * within a second are one Ctrl-C. A closed terminal (SIGHUP) is a reason to drain, like SIGTERM.
 */
export class SignalRelay {
  #target = null;
  /** Whether one came that nobody was there to take. */
  stopWanted = false;

  constructor() {
    for (const signal of SIGNALS) {
      process.on(signal, () => this.#pass(signal === 'SIGHUP' ? 'SIGTERM' : signal));
    }
  }

  passTo(child) {
    this.#target = child;
    child.once('exit', () => (this.#target = null));
  }

  #pass(signal) {
    if (this.#target === null) {
      this.stopWanted = true;
    } else {
      this.#target.kill(signal);
    }
  }
}
