import { TOKEN_LENGTH, WORKER_ID_LENGTH } from './claim';
import type { RandomSource } from './random';

const DIGITS = 36;

/** A new worker's id: 41 bits of chance, so that no two processes of a cluster share one. */
export function newWorkerId(random: RandomSource): string {
  let id = '';
  while (id.length < WORKER_ID_LENGTH) {
    id += Math.floor(random.next() * DIGITS).toString(DIGITS);
  }
  return id;
}

const COUNTER_LENGTH = TOKEN_LENGTH - WORKER_ID_LENGTH;

/** The nonces of one worker's claims, over all of its namespaces: its id, then a count. */
export class Nonces {
  private count = 0;

  constructor(private readonly workerId: string) {}

  next(): string {
    this.count = (this.count + 1) % DIGITS ** COUNTER_LENGTH;
    return this.workerId + this.count.toString(DIGITS).padStart(COUNTER_LENGTH, '0');
  }
}
