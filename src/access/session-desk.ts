import { hash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config';
import { CONFIG } from '../config/config.module';
import type { Session, SessionStore } from '../core/session-store';
import { SESSION_STORE } from '../persistence/persistence.module';
import { isExpired, KeyRing, type RingKey } from './key-ring';

/** A sign-out elsewhere is heard of within this time (ms); a page that asks ten times a second asks the store once. */
const FRESH_MS = 2_000;
/** Beyond so many, the store is asked each time. */
const MOST_KNOWN = 1_000;

interface Known {
  readonly session: Session;
  readonly at: number;
}

/** Sign-ins of browsers. A session is worth what its key is: one that is taken away ends its sessions. */
@Injectable()
export class SessionDesk {
  private readonly known = new Map<string, Known>();

  constructor(
    @Inject(SESSION_STORE) private readonly store: SessionStore,
    @Inject(CONFIG) private readonly config: Pick<Config, 'access'>,
    private readonly ring: KeyRing,
  ) {}

  /** @returns what the browser is to hold, and for how long (ms). @throws {StoreUnavailableError} */
  async begin(key: RingKey): Promise<{ readonly token: string; readonly maxAgeMs: number }> {
    const now = Date.now();
    const endsAt = Math.min(now + this.config.access.sessionMs, key.expiresAt ?? Infinity);
    const token = randomBytes(32).toString('base64url');
    await this.store.begin(idOf(token), { keyHash: key.hash, endsAt });
    return { token, maxAgeMs: endsAt - now };
  }

  /** Whose session it is; null: it is over, or never was. @throws {StoreUnavailableError} */
  async keyOf(token: string): Promise<RingKey | null> {
    const session = await this.sessionOf(idOf(token));
    const now = Date.now();
    if (session === null || now >= session.endsAt) {
      return null;
    }
    const key = this.ring.byHash(session.keyHash);
    return key === null || isExpired(key, now) ? null : key;
  }

  /** @throws {StoreUnavailableError} */
  async end(token: string): Promise<void> {
    const id = idOf(token);
    this.known.delete(id);
    await this.store.end(id);
  }

  private async sessionOf(id: string): Promise<Session | null> {
    const now = performance.now();
    const known = this.known.get(id);
    if (known !== undefined && now - known.at < FRESH_MS) {
      return known.session;
    }
    const session = await this.store.find(id);
    this.known.delete(id);
    if (session !== null) {
      this.remember(id, { session, at: now });
    }
    return session;
  }

  private remember(id: string, known: Known): void {
    for (const [other, { at }] of this.known) {
      if (this.known.size < MOST_KNOWN && known.at - at < FRESH_MS) {
        break; // the oldest come first
      }
      this.known.delete(other);
    }
    this.known.set(id, known);
  }
}

function idOf(token: string): string {
  return hash('sha256', token, 'hex');
}
