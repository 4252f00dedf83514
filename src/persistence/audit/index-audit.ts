import type { Command } from '../commands/command';
import { namespacePrefix } from '../keys';
import type { RedisLink } from '../redis-link';
import { indexesCheck, indexMembersCheck, indexOwnersCheck } from './audit.commands';
import type { Finding } from './finding';
import { inBatches } from './in-batches';
import { walkMembers } from './key-walk';

const INDEX_KEY = /^index:(\d+):([^]+)$/;
const MEMBERS_AT_ONCE = 100;
const QUEUES_AT_ONCE = 100;
/** More indexes than there are queues cannot be anybody's: the rest is for the next audit. */
const MOST_GENS = 1_000;

/** Makes one check and keeps what it found. */
export type Check = <I>(command: Command<I, Finding[]>, input: I) => Promise<readonly Finding[]>;

/** The part of the audit that looks at the indexes of queues (scripts/lib/index.lua). */
export class IndexAudit {
  private readonly sets: { readonly gen: string; readonly set: string }[] = [];

  constructor(
    private readonly link: RedisLink,
    private readonly namespace: string,
    private readonly repair: boolean,
    private readonly check: Check,
  ) {}

  /** A key of the namespace, without its prefix. */
  note(key: string): void {
    const [, gen, set] = INDEX_KEY.exec(key) ?? [];
    if (gen !== undefined && set !== undefined) {
      this.sets.push({ gen, set });
    }
  }

  async run(queues: readonly string[]): Promise<void> {
    const { repair } = this;
    for (const some of inBatches(queues, QUEUES_AT_ONCE)) {
      await this.check(indexesCheck, { repair, queues: some });
    }
    const gens = [...new Set(this.sets.map(({ gen }) => gen))].slice(0, MOST_GENS);
    if (gens.length > 0) {
      await this.check(indexOwnersCheck, { repair, gens, queues });
    }
    for (const { gen, set } of this.sets) {
      const key = `${namespacePrefix(this.namespace)}index:${gen}:${set}`;
      for await (const members of walkMembers(this.link, key)) {
        for (const ids of inBatches(members, MEMBERS_AT_ONCE)) {
          await this.check(indexMembersCheck, { repair, gen, set, ids });
        }
      }
    }
  }
}
