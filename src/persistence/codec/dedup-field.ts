import type { Dedup } from '../../core/dedup';

const LETTERS = { started: 's', finished: 'f', ttl: 't' } as const;

const UNTIL: ReadonlyMap<string, Dedup['until']> = new Map([
  ['s', 'started'],
  ['f', 'finished'],
  ['t', 'ttl'],
]);

/** Field d of a job's hash; scripts/lib/dedup.lua says what lies where. */
export function writeDedup({ key, until, ttlMs }: Dedup): string {
  return `${LETTERS[until]}${ttlMs ?? '-'} ${key}`;
}

export function readDedup(text: string): Dedup {
  const space = text.indexOf(' ');
  const until = UNTIL.get(text.charAt(0));
  if (until === undefined || space < 0) {
    throw new Error(`unknown dedup rule "${text}"`);
  }
  const ttl = text.slice(1, space);
  return { key: text.slice(space + 1), until, ttlMs: ttl === '-' ? null : Number(ttl) };
}
