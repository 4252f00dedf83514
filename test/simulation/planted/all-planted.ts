import { dropsOnDrain } from './drops-on-drain';
import { forgetsToArm } from './forgets-to-arm';
import { forgetsToWake } from './forgets-to-wake';
import { outlivesLease } from './outlives-lease';
import type { PlantedBug } from './planted-bug';
import { promotesTwice } from './promotes-twice';
import { retriesInMemory } from './retries-in-memory';
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
];
