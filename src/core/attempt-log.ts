import type { LogLimits } from './log-lines';

interface Line {
  /** Monotonic ms. */
  readonly at: number;
  readonly text: string;
  readonly bytes: number;
}

/** Lines on their way: numbered in their attempt, from 0. */
export interface LogPart {
  readonly offset: number;
  readonly lines: readonly Line[];
}

/** Lines of one attempt that the store does not have yet. Bounded: the oldest give way, and are counted as lost. */
export class AttemptLog {
  private lines: Line[] = [];
  private held = 0;
  /** Number of the first of them. */
  private first = 0;

  constructor(private readonly limits: LogLimits) {}

  add(at: number, text: string): void {
    const bytes = Buffer.byteLength(text);
    this.lines.push({ at, text, bytes });
    this.held += bytes;
    while (
      this.lines.length > 1 &&
      (this.lines.length > this.limits.lines || this.held > this.limits.bytes)
    ) {
      this.drop(1);
    }
  }

  get size(): number {
    return this.lines.length;
  }

  /** Bytes of their texts. */
  get bytes(): number {
    return this.held;
  }

  /** The oldest of them: at most `most`, of about `bytes` in all, and at least one if there is one. */
  part(most: number, bytes: number): LogPart {
    let count = 0;
    let total = 0;
    for (const line of this.lines.slice(0, most)) {
      total += line.bytes;
      if (count > 0 && total > bytes) {
        break;
      }
      count += 1;
    }
    return { offset: this.first, lines: this.lines.slice(0, count) };
  }

  /** The store has so many lines of the attempt. */
  stored(taken: number): void {
    this.drop(Math.min(this.lines.length, Math.max(0, taken - this.first)));
  }

  /** The store takes no more of them. */
  clear(): void {
    this.drop(this.lines.length);
  }

  private drop(count: number): void {
    for (const { bytes } of this.lines.splice(0, count)) {
      this.held -= bytes;
    }
    this.first += count;
  }
}
