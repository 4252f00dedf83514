import { hash, timingSafeEqual } from 'node:crypto';
import type { ApiKey } from '../config/api-keys';
import type { Caller } from '../http/caller';
import { RequestRate } from './request-rate';

/** A key that is known. */
export interface RingKey extends Caller {
  /** SHA-256 of the key, in hex: what it is told by. */
  readonly hash: string;
  /** Epoch ms; null: never. */
  readonly expiresAt: number | null;
  /** null: as many requests as anybody wants. */
  readonly rate: RequestRate | null;
}

interface Entry {
  readonly key: RingKey;
  readonly digest: Buffer;
}

/** Compared with where no key is known, so that a miss costs what a hit does. */
const NOBODY = Buffer.alloc(32);

/**
 * The keys that this process knows, by their hashes.
 *
 * Plain SHA-256 and no slow hash: a key is 32 random bytes, not a word that somebody chose, so there is no list to try.
 * What a lookup by hash could tell by its time is how the hash of a guess begins, which brings nobody closer to a key.
 */
export class KeyRing {
  private entries: ReadonlyMap<string, Entry> = new Map();

  get size(): number {
    return this.entries.size;
  }

  /** Takes the place of all keys before. One that stays keeps what it has used of its rate. */
  replace(keys: readonly ApiKey[]): void {
    this.entries = new Map(keys.map((key) => [key.hash, this.entryOf(key)]));
  }

  /** The key with this text; an expired one is found, too. */
  find(token: string): RingKey | null {
    const digest = hash('sha256', token, 'hex');
    const entry = this.entries.get(digest);
    const same = timingSafeEqual(Buffer.from(digest, 'hex'), entry?.digest ?? NOBODY);
    return same ? (entry?.key ?? null) : null;
  }

  /** The key with this hash: who signed in with it is known by that. */
  byHash(digest: string): RingKey | null {
    return this.entries.get(digest)?.key ?? null;
  }

  private entryOf({ name, namespace, scopes, hash: digest, expiresAt, rate }: ApiKey): Entry {
    const before = this.entries.get(digest)?.key.rate ?? null;
    const kept = rate !== null && before?.isOf(rate) === true ? before : null;
    return {
      key: {
        name,
        namespace,
        scopes: new Set(scopes),
        hash: digest,
        expiresAt,
        rate: rate === null ? null : (kept ?? new RequestRate(rate)),
      },
      digest: Buffer.from(digest, 'hex'),
    };
  }
}

/** Is it too late for this key? @param now epoch ms */
export function isExpired({ expiresAt }: Pick<RingKey, 'expiresAt'>, now: number): boolean {
  return expiresAt !== null && now >= expiresAt;
}
