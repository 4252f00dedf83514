import { seededRandom, type RandomSource } from '../../src/core/random';

/** Choices from a seed: the same seed makes the same requests, as far as the service's answers do not steer them. */
export class Dice {
  private readonly source: RandomSource;

  constructor(seed: number) {
    this.source = seededRandom(seed);
  }

  chance(probability: number): boolean {
    return this.source.next() < probability;
  }

  /** From `min` to `max`, both included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.source.next() * (max - min + 1));
  }

  pick<T>(from: readonly T[]): T {
    const chosen = from[this.int(0, from.length - 1)];
    if (chosen === undefined && from.length === 0) {
      throw new Error('nothing to choose from');
    }
    return chosen as T;
  }
}
