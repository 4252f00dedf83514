import type { Variant } from '../cluster';

/** A bug that somebody could write, and that the simulator must find. */
export interface PlantedBug {
  readonly name: string;
  readonly variant: Partial<Variant>;
  /** Kinds of violation that show it. */
  readonly shows: readonly string[];
}
