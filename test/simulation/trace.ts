// Jest looks a global up in a slow way, each time; these are asked for with every letter.
const { floor, imul } = Math;

/** Of FNV-1a. */
const PRIME = 0x01000193;

/**
 * What happened, in order, as one number: two runs of one seed must give the same. With `keep`, also as text
 * for people.
 */
export class Trace {
  private value = 0x811c9dc5;
  events = 0;

  constructor(private readonly keep?: (line: string) => void) {}

  /** @param at virtual ms. */
  add(at: number, who: string, what: string): void {
    this.events += 1;
    let mixed = imul(this.value ^ (floor(at * 1000) | 0), PRIME);
    for (const text of [who, what]) {
      for (let i = 0; i < text.length; i += 1) {
        mixed = imul(mixed ^ text.charCodeAt(i), PRIME);
      }
    }
    this.value = mixed;
    this.keep?.(`${at.toFixed(1).padStart(12)}  ${who.padEnd(8)} ${what}`);
  }

  get hash(): string {
    return (this.value >>> 0).toString(16).padStart(8, '0');
  }
}
