import type { Session, SessionStore } from '../core/session-store';
import { sessionKey } from './keys';
import type { RedisLink } from './redis-link';

/** Sessions as keys that Redis itself lets go at their end: `<end> <hash of the API key>`. */
export class RedisSessionStore implements SessionStore {
  constructor(private readonly link: RedisLink) {}

  async begin(id: string, { keyHash, endsAt }: Session): Promise<void> {
    const key = sessionKey(id);
    await this.link.read(key, (redis) => redis.set(key, `${endsAt} ${keyHash}`, 'PXAT', endsAt));
  }

  async find(id: string): Promise<Session | null> {
    const key = sessionKey(id);
    const text = await this.link.read(key, (redis) => redis.get(key));
    const [, endsAt, keyHash] = /^(\d+) ([0-9a-f]{64})$/.exec(text ?? '') ?? [];
    return endsAt === undefined || keyHash === undefined ? null : { endsAt: Number(endsAt), keyHash };
  }

  async end(id: string): Promise<void> {
    const key = sessionKey(id);
    await this.link.read(key, (redis) => redis.del(key));
  }
}
