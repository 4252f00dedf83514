import type { Lease } from '../../../src/core/settlement';
import { SimNamespace } from '../sim-namespace';
import type { PlantedBug } from './planted-bug';

/** A settlement counts whatever token it presents, as long as the job runs. */
class IgnoresTokens extends SimNamespace {
  override held(lease: Lease) {
    const job = this.jobs.get(lease.id);
    return job?.state === 'in_progress' ? job : super.held(lease);
  }
}

export const settlesWithoutToken: PlantedBug = {
  name: 'settles without token',
  variant: { namespace: (clock, retention) => new IgnoresTokens('default', clock, retention) },
  shows: ['settled_without_lease', 'extended_without_lease'],
};
