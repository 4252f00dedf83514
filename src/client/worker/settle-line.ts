import type { Connection } from '../connection';
import { pauseFor } from '../connection';
import { ProblemError } from '../errors';
import type { ApiSchemas } from '../types';

export type Settled = ApiSchemas['SettledDto'];

/** What is to be said of one attempt. */
export interface Entry {
  /** JSON of the entry. */
  readonly text: string;
  /** When there is no more use in saying it, monotonic ms. */
  readonly giveUpAt: number;
  readonly settled: (answer: Settled) => void;
  /** The service will not have it. @returns what to say instead; null: nothing. */
  readonly refused: (error: ProblemError) => string | null;
  readonly givenUp: () => void;
}

/** Of one call: entries, and characters of them. */
const MOST_ENTRIES = 100;
const MOST_CHARACTERS = 1_000_000;

/** Answers that will not change; all others may (a key that is not known yet, say). */
const BAD_REQUEST = new Set([400, 413, 422]);

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Brings outcomes of one kind to the service: those of one moment together, one call at a time, again and again until
 * each is answered.
 */
export class SettleLine {
  private line: Entry[] = [];
  private busy = false;
  private failures = 0;
  /** Entries that go one by one, since one of them spoils the whole call. */
  private singly = 0;
  private readonly stopping = new AbortController();

  constructor(
    private readonly connection: Connection,
    private readonly verb: 'complete' | 'fail' | 'release',
    private readonly failed: (error: unknown) => void,
  ) {}

  add(entry: Entry): void {
    this.line.push(entry);
    if (!this.busy) {
      this.busy = true;
      // What ends in the same moment goes along.
      setImmediate(() => void this.run());
    }
  }

  /** Gives up what is not answered. */
  stop(): void {
    this.stopping.abort();
  }

  private async run(): Promise<void> {
    while (this.line.length > 0) {
      const batch = this.take();
      try {
        await this.send(batch);
        this.failures = 0;
      } catch (error) {
        this.line = [...(await this.again(batch, error)), ...this.line];
      }
    }
    this.busy = false;
  }

  private take(): Entry[] {
    const most = this.singly > 0 ? 1 : MOST_ENTRIES;
    let characters = 0;
    let count = 0;
    for (const { text } of this.line.slice(0, most)) {
      characters += text.length;
      if (count > 0 && characters > MOST_CHARACTERS) {
        break;
      }
      count += 1;
    }
    this.singly = Math.max(0, this.singly - 1);
    return this.line.splice(0, count);
  }

  private async send(batch: readonly Entry[]): Promise<void> {
    const { results } = await this.connection.call<{ results: Settled[] }>({
      ...{ method: 'POST', path: `/leases/${this.verb}`, repeat: 'safe', retry: this.connection.onlyOnce },
      ...{ text: `{"jobs":[${batch.map(({ text }) => text).join(',')}]}`, signal: this.stopping.signal },
    });
    for (const [index, entry] of batch.entries()) {
      const answer = results[index];
      if (answer === undefined) {
        entry.givenUp();
      } else {
        entry.settled(answer);
      }
    }
  }

  /** @returns which entries are to be sent again. */
  private async again(batch: readonly Entry[], error: unknown): Promise<Entry[]> {
    if (this.stopping.signal.aborted) {
      return this.giveUp(batch);
    }
    if (error instanceof ProblemError && BAD_REQUEST.has(error.status)) {
      return this.refused(batch, error);
    }
    this.failed(error);
    this.failures += 1;
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(this.failures, 10));
    await pauseFor(pause * (0.5 + Math.random() / 2), this.stopping.signal).catch(() => undefined);
    const now = performance.now();
    const over = batch.filter(({ giveUpAt }) => giveUpAt <= now || this.stopping.signal.aborted);
    this.giveUp(over);
    return batch.filter((entry) => !over.includes(entry));
  }

  /** One bad entry refuses them all: then each goes alone, and the bad one is known. */
  private refused(batch: readonly Entry[], error: ProblemError): Entry[] {
    const [only] = batch;
    if (batch.length > 1 || only === undefined) {
      this.singly = batch.length;
      return [...batch];
    }
    const text = only.refused(error);
    if (text === null) {
      this.failed(error);
      return this.giveUp(batch);
    }
    this.singly = 1;
    return [{ ...only, text, refused: () => null }];
  }

  private giveUp(batch: readonly Entry[]): Entry[] {
    for (const entry of batch) {
      entry.givenUp();
    }
    return [];
  }
}
