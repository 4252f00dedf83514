import { keepsDedupKeys, letsGoOfKeysEarly } from './dedup-bugs';
import { forgetsWhoWaits, waitsForOneOnly } from './dependency-bugs';
import { dropsOnDrain } from './drops-on-drain';
import { followsInTwoSteps, forgetsFollowUps } from './follow-up-bugs';
import { forgetsToArm } from './forgets-to-arm';
import { forgetsToWake } from './forgets-to-wake';
import { overfillsGroups, servesGroupsBackwards } from './group-bugs';
import { missesStarts, takesOneTooMany } from './limit-bugs';
import { outlivesLease } from './outlives-lease';
import type { PlantedBug } from './planted-bug';
import { promotesTwice } from './promotes-twice';
import { retriesInMemory } from './retries-in-memory';
import { runsOneTooMany } from './runs-one-too-many';
import { settlesWithoutToken } from './settles-without-token';
import { stopsClaiming } from './stops-claiming';

export const PLANTED_BUGS: readonly PlantedBug[] = [
  settlesWithoutToken,
  outlivesLease,
  promotesTwice,
  dropsOnDrain,
  retriesInMemory,
  forgetsToArm,
  forgetsToWake,
  stopsClaiming,
  overfillsGroups,
  servesGroupsBackwards,
  waitsForOneOnly,
  forgetsWhoWaits,
  letsGoOfKeysEarly,
  keepsDedupKeys,
  followsInTwoSteps,
  forgetsFollowUps,
  missesStarts,
  takesOneTooMany,
  runsOneTooMany,
];
