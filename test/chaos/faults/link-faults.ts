import type { Member } from '../member';
import { between, lasting, oneOf, type Fault, type Field } from './fault';

/** One process's way to Redis, or everybody's. */
function victims({ random, fleet }: Field): readonly Member[] {
  return random.next() < 0.3 ? fleet.members : [oneOf(random, fleet.members)];
}

function spoil(
  name: string,
  work: (members: readonly Member[], field: Field, lastsMs: number) => Promise<void>,
): Fault {
  return {
    name,
    hits: 'store',
    strike: async (field) => {
      const members = victims(field);
      const lastsMs = between(field.random, 500, 6_000);
      field.timeline.note(`${name}: ${members.map((member) => member.slot).join(', ')}, ${lastsMs} ms`);
      await field.timeline.storeTrouble(async () => {
        await work(members, field, lastsMs);
        for (const member of members) {
          member.link.heal();
        }
      });
    },
  };
}

export const LINK_FAULTS: readonly Fault[] = [
  spoil('connections are cut', async (members, { random }, lastsMs) => {
    for (let left = lastsMs; left > 0;) {
      members.forEach((member) => member.link.cut());
      const pauseMs = Math.min(left, between(random, 50, 700));
      await lasting(pauseMs);
      left -= pauseMs;
    }
  }),
  spoil('half-open: everything is swallowed', async (members, _field, lastsMs) => {
    members.forEach((member) => member.link.swallow());
    await lasting(lastsMs);
  }),
  spoil('slow link', async (members, { random }, lastsMs) => {
    members.forEach((member) => member.link.slow(between(random, 20, 300)));
    await lasting(lastsMs);
  }),
  spoil('answers get lost', async (members, { random }, lastsMs) => {
    for (let left = lastsMs; left > 0;) {
      members.forEach((member) => member.link.loseAnswers(1));
      const pauseMs = Math.min(left, between(random, 50, 400));
      await lasting(pauseMs);
      left -= pauseMs;
    }
  }),
];
