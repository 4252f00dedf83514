import type { Endpoint } from './redis-connections';
import { SLOTS } from './key-slot';

const NOBODY = -1;

/** Who has which slot of a cluster, as one of its nodes told it. */
export class SlotMap {
  private readonly owner = new Int16Array(SLOTS).fill(NOBODY);
  readonly primaries: Endpoint[] = [];
  readonly replicas: Endpoint[] = [];

  /**
   * @param reply of CLUSTER SLOTS
   * @param asked where it comes from: a node that does not know its own address leaves it out
   */
  static from(reply: unknown, asked: Endpoint): SlotMap {
    const map = new SlotMap();
    for (const range of reply as readonly (readonly [number, number, ...RawNode[]])[]) {
      const [from, to, primary, ...replicas] = range;
      if (primary !== undefined) {
        map.give(from, to, endpointOf(primary, asked));
        map.replicas.push(...replicas.map((node) => endpointOf(node, asked)));
      }
    }
    return map;
  }

  ownerOf(slot: number): Endpoint | null {
    return this.primaries[this.owner[slot] ?? NOBODY] ?? null;
  }

  /** Every slot has somebody. */
  get whole(): boolean {
    return !this.owner.includes(NOBODY);
  }

  give(from: number, to: number, endpoint: Endpoint): void {
    let index = this.primaries.findIndex((known) => sameEndpoint(known, endpoint));
    if (index < 0) {
      index = this.primaries.push(endpoint) - 1;
    }
    this.owner.fill(index, from, to + 1);
  }
}

type RawNode = readonly [host: string | null, port: number, ...unknown[]];

function endpointOf([host, port]: RawNode, asked: Endpoint): Endpoint {
  return { host: host === null || host === '' || host === '?' ? asked.host : host, port };
}

export function sameEndpoint(a: Endpoint, b: Endpoint): boolean {
  return a.host === b.host && a.port === b.port;
}
