import { seededRandom, seedFrom, type RandomSource } from '../../src/core/random';

/** Choices from a seed. */
export class Chance {
  private readonly source: RandomSource;

  constructor(...seed: readonly (string | number)[]) {
    this.source = seededRandom(seedFrom(...seed));
  }

  is(probability: number): boolean {
    return this.source.next() < probability;
  }

  /** A whole number, both ends included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.source.next() * (high - low + 1));
  }

  /** Small ones as often as large ones: each magnitude is equally likely. */
  magnitude(low: number, high: number): number {
    return Math.round(low * (high / low) ** this.source.next());
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.between(0, choices.length - 1)]!;
  }
}
