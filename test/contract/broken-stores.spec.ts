import { BROKEN_SCRIPTS } from '../support/broken-stores/broken-scripts';
import { BROKEN_STORES } from '../support/broken-stores/broken-stores';
import { openMemoryStore } from '../support/memory-bed';
import { RedisBed } from '../support/redis-bed';
import { checkRule, type OpenStore } from './bed';
import { JOB_STORE_RULES } from './job-store.contract';

/** The rules of a topic that this store breaks. */
async function brokenRules(topic: string, open: OpenStore): Promise<string[]> {
  const broken: string[] = [];
  for (const rule of JOB_STORE_RULES.get(topic) ?? []) {
    try {
      await checkRule(rule, open);
    } catch {
      broken.push(rule.name);
    }
  }
  return broken;
}

describe('the contract suite catches a store in which', () => {
  it.each(BROKEN_STORES)('$name', async ({ topic, rule, ...made }) => {
    expect(
      await brokenRules(topic, async (retention, concurrency) =>
        openMemoryStore(retention, { ...made, concurrency }),
      ),
    ).toContain(rule);
  });

  it.each(BROKEN_SCRIPTS)('$name (scripts)', async ({ topic, rule, scripts }) => {
    const bed = await RedisBed.start(scripts());
    try {
      expect(await brokenRules(topic, (...rules) => bed.open(...rules))).toContain(rule);
    } finally {
      await bed.stop();
    }
  });
});

it('the same rules hold on the stores that are not broken', async () => {
  for (const topic of new Set([...BROKEN_STORES, ...BROKEN_SCRIPTS].map((broken) => broken.topic))) {
    expect(JOB_STORE_RULES.get(topic)?.length).toBeGreaterThan(0);
    expect(
      await brokenRules(topic, async (retention, concurrency) => openMemoryStore(retention, { concurrency })),
    ).toEqual([]);
  }
});
