import type { Dependency } from '../../core/dependency';
import { MAX_BATCH } from '../../core/job-store';
import type { FinalState } from '../../core/states';
import { stateOf } from '../codec/state-record';
import { type Command, texts } from './command';

const OUTCOMES: readonly (FinalState | null)[] = [null, 'completed', 'failed', 'cancelled'];

/** Scores of deps:<id> are the number in the list, and thousands for the end that came through. */
const OUTCOMES_FROM = 1_000;

export interface DependenciesInput {
  readonly id: string;
  readonly offset: number;
}

export const dependenciesCommand: Command<DependenciesInput, Dependency[]> = {
  script: 'dependencies',
  argv: 'id, number of the first, most to return',
  encode: ({ id, offset }) => [id, String(offset), String(MAX_BATCH)],
  decode(reply) {
    const flat = texts(reply);
    const found: Dependency[] = [];
    for (let i = 0; i + 2 < flat.length; i += 3) {
      const [id = '', score = '', letter = ''] = flat.slice(i, i + 3);
      found.push({
        id,
        state: letter === '' ? null : stateOf(letter),
        outcome: OUTCOMES[Math.floor(Number(score) / OUTCOMES_FROM)] ?? null,
      });
    }
    return found;
  },
};
