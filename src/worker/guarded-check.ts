import { boundedError } from '../core/bounded-error';
import type { PayloadCheck, PayloadProblem } from '../core/payload-check';

/**
 * A check that keeps its promises whatever the handler's author wrote: one that throws, or answers with something
 * else than a list, has not found the payload good.
 */
export function guardedCheck(check: PayloadCheck): PayloadCheck {
  return (payload) => {
    try {
      const problems: unknown = check(payload);
      return Array.isArray(problems)
        ? (problems as readonly PayloadProblem[])
        : uncheckable('its check gave no list of problems');
    } catch (error) {
      return uncheckable(boundedError(error).message);
    }
  };
}

function uncheckable(reason: string): readonly PayloadProblem[] {
  return [{ pointer: '', detail: `could not be checked for this type: ${reason}` }];
}
