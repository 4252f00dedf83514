import { BROKEN_SCRIPTS } from '../support/broken-stores/broken-scripts';
import { BROKEN_STORES } from '../support/broken-stores/broken-stores';
import { openMemoryStore } from '../support/memory-bed';
import { RedisBed } from '../support/redis-bed';
import { checkRule, type OpenStore } from './bed';
import { JOB_STORE_RULES } from './job-store.contract';

/** Whether this store keeps the rule. A store that cannot be asked at all would break each of them: that is thrown. */
async function keeps(topic: string, name: string, open: OpenStore): Promise<boolean> {
  const rule = JOB_STORE_RULES.get(topic)?.find((one) => one.name === name);
  if (rule === undefined) {
    throw new Error(`the topic "${topic}" has no rule "${name}"`);
  }
  return checkRule(rule, open).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && 'matcherResult' in error) {
        return false;
      }
      throw error;
    },
  );
}

describe('the contract suite catches a store in which', () => {
  it.each(BROKEN_STORES)('$name', async ({ topic, rule, ...made }) => {
    const open: OpenStore = async (retention, concurrency) =>
      openMemoryStore(retention, { ...made, concurrency });
    expect(await keeps(topic, rule, open)).toBe(false);
  });

  it.each(BROKEN_SCRIPTS)('$name (scripts)', async ({ topic, rule, scripts }) => {
    const bed = await RedisBed.start(scripts());
    try {
      expect(await keeps(topic, rule, (...rules) => bed.open(...rules))).toBe(false);
    } finally {
      await bed.stop();
    }
  });
});

it('the same rules hold on the stores that are not broken', async () => {
  for (const { topic, rule } of [...BROKEN_STORES, ...BROKEN_SCRIPTS]) {
    const open: OpenStore = async (retention, concurrency) => openMemoryStore(retention, { concurrency });
    expect([topic, rule, await keeps(topic, rule, open)]).toEqual([topic, rule, true]);
  }
});
