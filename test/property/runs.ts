/**
 * How long the generated sequences go on: by number if one is asked for (SLUICE_PROPERTY_RUNS), else for
 * about a minute. SLUICE_PROPERTY_SEED repeats a run.
 */
export const DEFAULT_RUN_MS = 70_000;

export function chosenRuns(env: NodeJS.ProcessEnv): { readonly runs: number | null; readonly seed: number } {
  const runs = wholeNumber(env, 'SLUICE_PROPERTY_RUNS');
  const seed = wholeNumber(env, 'SLUICE_PROPERTY_SEED') ?? Date.now() % 2 ** 31;
  return { runs, seed };
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
