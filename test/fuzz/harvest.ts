import type { Dice } from './dice';

/** More would be remembered for nothing. */
const MOST = 300;

/** Where a value of an answer may be asked for again. */
const KINDS: Readonly<Record<string, string>> = {
  job_id: 'job',
  id: 'job',
  lease_token: 'token',
  next_page_token: 'page',
  queue: 'queue',
  name: 'name',
};

/** What answers named: ids, lease tokens, page tokens. Requests with them get further than made-up ones. */
export class Harvest {
  private readonly known = new Map<string, string[]>();
  /** Lease tokens by the job that they are for. */
  private readonly tokens = new Map<string, string>();

  /** The kind of what a parameter or field of this name holds. */
  static kindOf(name: string): string | null {
    return { ...KINDS, page_token: 'page', depends_on: 'job', job: 'job' }[name] ?? null;
  }

  gather(value: unknown, depth = 0): void {
    if (typeof value !== 'object' || value === null || depth > 4) {
      return;
    }
    if (Array.isArray(value)) {
      value.slice(0, 20).forEach((element) => this.gather(element, depth + 1));
      return;
    }
    const members = value as Readonly<Record<string, unknown>>;
    for (const [key, member] of Object.entries(members)) {
      const kind = KINDS[key];
      if (kind !== undefined && typeof member === 'string') {
        this.note(kind, member);
      }
      this.gather(member, depth + 1);
    }
    const { id, lease_token: token } = members;
    if (typeof id === 'string' && typeof token === 'string') {
      this.tokens.set(id, token);
      const [oldest] = this.tokens.keys();
      if (this.tokens.size > MOST && oldest !== undefined) {
        this.tokens.delete(oldest);
      }
    }
  }

  /** null: none of this kind is known. */
  one(kind: string, dice: Dice): string | null {
    const known = this.known.get(kind);
    return known === undefined ? null : dice.pick(known);
  }

  /** A job that runs, with its token; null: none does. */
  leased(dice: Dice): readonly [id: string, token: string] | null {
    return this.tokens.size === 0 ? null : dice.pick([...this.tokens]);
  }

  private note(kind: string, value: string): void {
    const known = this.known.get(kind) ?? [];
    this.known.set(kind, known);
    known.push(value);
    if (known.length > MOST) {
      known.shift();
    }
  }
}
