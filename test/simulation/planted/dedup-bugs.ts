import { SimNamespace } from '../sim-namespace';
import type { PlantedBug } from './planted-bug';

/** Any key is free again as soon as its holder starts. */
class LetsGoEarly extends SimNamespace {
  constructor(...args: ConstructorParameters<typeof SimNamespace>) {
    super(...args);
    this.dedup.started = (job) => this.dedup.letGo(job);
  }
}

export const letsGoOfKeysEarly: PlantedBug = {
  name: 'lets go of dedup keys at the start',
  variant: { namespace: (clock, retention) => new LetsGoEarly('default', clock, retention) },
  shows: ['two_holders'],
};

/** A job that fails takes its key along. */
class KeepsKeys extends SimNamespace {
  constructor(...args: ConstructorParameters<typeof SimNamespace>) {
    super(...args);
    const ended = this.dedup.ended.bind(this.dedup);
    this.dedup.ended = (job, to) => {
      if (to !== 'failed') {
        ended(job, to);
      }
    };
  }
}

export const keepsDedupKeys: PlantedBug = {
  name: 'keeps the dedup keys of failed jobs',
  variant: { namespace: (clock, retention) => new KeepsKeys('default', clock, retention) },
  shows: ['no_holder', 'left_over'],
};
