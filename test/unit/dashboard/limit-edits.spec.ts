import type { Limits } from '../../../web/api/types';
import { differences, draftOf, editsOf, patchOf, rebased } from '../../../web/pages/queue/limit-edits';

const NONE: Limits = {
  ...{ max_depth: null, max_bytes: null, max_age_ms: null, overflow: null, concurrency: null },
  ...{ group_concurrency: null, group_order: null, rate: null, group_rate: null },
  priority_ageing_ms: null,
  retention: { ms: null, failed_ms: null, count: null, bytes: null },
  index: null,
};
const OWN: Limits = { ...NONE, max_depth: 2_000, rate: { limit: 120, per_ms: 1_000 } };
const HOLDS: Limits = { ...OWN, max_bytes: 268_435_456, overflow: 'reject' };

describe('edits of limits', () => {
  const edits = (changed: Record<string, string>) =>
    editsOf({ ...draftOf(OWN), ...changed }, { settings: OWN, limits: HOLDS });

  it('there are none in what is not touched', () => {
    expect(edits({})).toEqual({ changes: [], wrong: {} });
  });

  it('only what is changed is sent, in the fields of the API', () => {
    const { changes } = edits({
      ...{ max_depth: '', rate: '5/min', overflow: 'drop_oldest' },
      ...{ 'retention/ms': '1 h', 'retention/count': '10', max_bytes: ' 1 MB ' },
    });
    expect(patchOf(changes)).toEqual({
      ...{ max_depth: null, max_bytes: 1_000_000, overflow: 'drop_oldest' },
      ...{ rate: { limit: 5, per_ms: 60_000 }, retention: { ms: 3_600_000, count: 10 } },
    });
    expect(changes.map(({ before, after }) => `${before} → ${after}`)).toContain('256 MiB → 1 MB');
  });

  it('an index is a list of words, in the order of the API', () => {
    const { changes, wrong } = edits({ index: 'tag created' });
    expect(wrong).toEqual({});
    expect(patchOf(changes)).toEqual({ index: ['created', 'tag'] });
    expect(changes.map(({ before, after }) => `${before} → ${after}`)).toEqual(['nothing → created, tag']);
    expect(Object.keys(edits({ index: 'created, size' }).wrong)).toEqual(['index']);
  });

  it('what is not understood is named and no change', () => {
    const { changes, wrong } = edits({ rate: 'fast', concurrency: '5' });
    expect(Object.keys(wrong)).toEqual(['rate']);
    expect(patchOf(changes)).toEqual({ concurrency: 5 });
  });

  it('what others changed meanwhile is taken over where nothing else was written here', () => {
    const after: Limits = { ...OWN, max_depth: 10, concurrency: 3 };
    const draft = { ...draftOf(OWN), max_depth: '4,000' };
    expect(rebased(draft, OWN, after)).toMatchObject({ max_depth: '4,000', concurrency: '3', rate: '120/s' });
    expect(differences(OWN, after)).toEqual(['Most waiting jobs: now 10', 'Most jobs at once: now 3']);
  });
});
