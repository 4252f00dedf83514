import { FaultRun, surprises } from './fault-run';
import { writeTable, type Row } from './fault-table';
import { RECIPES } from './recipes';

const rows: Row[] = [];

describe('Redis faults', () => {
  it.each(RECIPES)('$name: seen as promised, and healed by itself', async (recipe) => {
    const findings = await FaultRun.of(recipe);
    expect([...findings.broken, ...surprises(recipe, findings)]).toEqual([]);
    rows.push({ recipe, findings });
  });

  // Only what a whole run has seen is written down.
  afterAll(() => {
    if (rows.length === RECIPES.length) {
      writeTable(rows);
    }
  });
});
