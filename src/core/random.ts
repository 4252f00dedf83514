const { imul } = Math;

/** Numbers in [0, 1). Comes in from outside, so that a run can be repeated from its seed. */
export interface RandomSource {
  next(): number;
}

export const systemRandom: RandomSource = { next: () => Math.random() };

/** A repeatable source (mulberry32, Tommy Ettinger 2017): the same seed gives the same numbers. */
export function seededRandom(seed: number): RandomSource {
  let state = seed >>> 0;
  return {
    next() {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    },
  };
}

/** A 32-bit number from text (FNV-1a), to derive one seed from several parts. */
export function seedFrom(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const char of parts.join('\u0000')) {
    hash = imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  }
  return hash >>> 0;
}
