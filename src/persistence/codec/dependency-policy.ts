import type { DependencyPolicy } from '../../core/dependency';

const LETTERS: ReadonlyMap<DependencyPolicy, string> = new Map([
  ['fail', 'f'],
  ['run', 'r'],
  ['cancel', 'c'],
]);

const POLICIES: ReadonlyMap<string, DependencyPolicy> = new Map(
  [...LETTERS].map(([policy, letter]) => [letter, policy]),
);

export function policyLetter(policy: DependencyPolicy): string {
  return LETTERS.get(policy) ?? 'f';
}

/** Field w of a job's hash (scripts/lib/dependents.lua); its letter is in upper case once the job waits no more. */
export function readPolicy(field: string): DependencyPolicy {
  const policy = POLICIES.get(field.charAt(0).toLowerCase());
  if (policy === undefined) {
    throw new Error(`unknown letter "${field.charAt(0)}" in field w of a job`);
  }
  return policy;
}

/** Of the same field. */
export function isWaiting(field: string): boolean {
  const letter = field.charAt(0);
  return letter === letter.toLowerCase();
}
