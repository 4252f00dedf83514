import type { Slots } from './slots';

/** How soon a job must be through, from when its claim was answered, for more to be claimed ahead (ms). */
const PROMPT_MS = 5;

/** So many jobs in a row must be through that soon before more are claimed ahead. */
const IN_A_ROW = 64;

/** A worker of few jobs at once may have this many ahead; one of many as many again as run. */
const FEW = 15;

/** No claim asks for more than this because of what is claimed ahead. */
const LARGEST_SHARE = 100;

/**
 * How many jobs are claimed beyond those that may run at once: as many as are through within {@link PROMPT_MS}, so none
 * where jobs take longer. Of jobs that take next to nothing a worker would otherwise wait for each, from the end of the
 * one to the answer of the claim for the next: at one job at once that is most of its time.
 *
 * What is claimed ahead is kept from other workers, so it may only be a matter of milliseconds. It grows slowly, from
 * nothing and while each of many jobs is prompt; one late job halves it, and one that was handed back since it found
 * no room (`RunQueue`) ends it. A process that starts, also one whose predecessor was killed by a job, claims none ahead.
 */
export class Prefetch {
  private ahead = 0;
  private prompt = 0;
  private readonly concurrency: number;
  private readonly most: number;

  /** @param slots of the jobs that may run at once; those for jobs ahead are added. */
  constructor(private readonly slots: Slots) {
    this.concurrency = slots.capacity;
    this.most = mostAhead(this.concurrency);
  }

  /** @param heldMs since the claim of the job was answered. */
  ended(heldMs: number): void {
    if (heldMs > PROMPT_MS) {
      this.use(this.ahead >> 1);
    } else if (this.prompt + 1 < IN_A_ROW) {
      this.prompt += 1;
    } else {
      this.use(Math.min(this.most, Math.max(1, this.ahead * 2)));
    }
  }

  handedBack(): void {
    this.use(0);
  }

  private use(ahead: number): void {
    this.prompt = 0;
    if (ahead !== this.ahead) {
      this.ahead = ahead;
      this.slots.resize(this.concurrency + ahead);
    }
  }
}

/** @param concurrency jobs that may run at once. */
export function mostAhead(concurrency: number): number {
  const room = Math.max(0, 2 * LARGEST_SHARE - concurrency);
  return Math.min(room, Math.max(FEW, concurrency));
}
