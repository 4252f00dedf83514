/**
 * What happened, in order, as one number: two runs of one seed must give the same. With `keep`, also as text
 * for people.
 */
export class Trace {
  private value = 0x811c9dc5;
  events = 0;

  constructor(private readonly keep: (line: string) => void = () => undefined) {}

  /** @param at virtual ms. */
  add(at: number, who: string, what: string): void {
    this.events += 1;
    this.mix(Math.floor(at * 1000) | 0);
    for (const text of [who, what]) {
      for (let i = 0; i < text.length; i += 1) {
        this.mix(text.charCodeAt(i));
      }
    }
    this.keep(`${at.toFixed(1).padStart(12)}  ${who.padEnd(8)} ${what}`);
  }

  private mix(value: number): void {
    this.value = Math.imul(this.value ^ value, 0x01000193);
  }

  get hash(): string {
    return (this.value >>> 0).toString(16).padStart(8, '0');
  }
}
