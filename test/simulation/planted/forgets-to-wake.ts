import { SimNamespace } from '../sim-namespace';
import type { PlantedBug } from './planted-bug';

/** Ready work is in the index, and nobody who waits for it is woken: it is found by the poll only. */
class ForgetsToWake extends SimNamespace {
  override finishStep(): void {
    this.commit();
    this.tokens.delete('*');
    for (const name of this.queues.keys()) {
      this.tokens.delete(`|${name}`);
    }
  }
}

export const forgetsToWake: PlantedBug = {
  name: 'forgets to wake',
  variant: { namespace: (clock, retention) => new ForgetsToWake('default', clock, retention) },
  shows: ['stuck'],
};
