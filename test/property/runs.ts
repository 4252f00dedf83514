/**
 * What `npm test` runs, each time the same: it judges the change, not the dice. Another seed may be as good as this
 * one; `npm run test:property` looks for what it misses, with a fresh seed each time.
 */
const GATE = { runs: 1_000, seed: 20_261_125 };

/** SLUICE_PROPERTY_RUNS and SLUICE_PROPERTY_SEED, where set, say otherwise. */
export function chosenRuns(env: NodeJS.ProcessEnv): { readonly runs: number; readonly seed: number } {
  return {
    runs: wholeNumber(env, 'SLUICE_PROPERTY_RUNS') ?? GATE.runs,
    seed: wholeNumber(env, 'SLUICE_PROPERTY_SEED') ?? GATE.seed,
  };
}

function wholeNumber(env: NodeJS.ProcessEnv, name: string): number | null {
  const text = env[name];
  if (text === undefined || text === '') {
    return null;
  }
  if (!/^-?\d+$/.test(text)) {
    throw new Error(`${name} must be a whole number, got "${text}"`);
  }
  return Number(text);
}
