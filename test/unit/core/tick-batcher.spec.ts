import { MAX_BATCH } from '../../../src/core/job-store';
import { MIN_HALVED, TickBatcher } from '../../../src/core/tick-batcher';

describe('TickBatcher', () => {
  const double = (sent: (readonly number[])[]) => (items: readonly number[]) => {
    sent.push(items);
    return Promise.resolve(items.map((item) => item * 2));
  };

  it('sends what one turn brings in one call, and gives each caller its own answer', async () => {
    const sent: (readonly number[])[] = [];
    const batcher = new TickBatcher(double(sent));
    const first = await Promise.all([batcher.submit(1), batcher.submit(2), batcher.submit(3)]);
    const second = await batcher.submit(4);
    expect([first, second]).toEqual([[2, 4, 6], 8]);
    expect(sent).toEqual([[1, 2, 3], [4]]);
  });

  it('never sends more than the largest batch, and keeps the order', async () => {
    const sent: (readonly number[])[] = [];
    const batcher = new TickBatcher(double(sent), { maxItems: 10_000 });
    const items = Array.from({ length: MAX_BATCH * 2 + 1 }, (_, index) => index);
    const answers = await Promise.all(items.map((item) => batcher.submit(item)));
    expect(answers).toEqual(items.map((item) => item * 2));
    expect(sent.map((batch) => batch.length)).toEqual([MAX_BATCH, MAX_BATCH, 1]);
  });

  it('sends many in two halves where nothing is under way, and what comes meanwhile in one', async () => {
    const sent: (readonly number[])[] = [];
    const held: (() => void)[] = [];
    const batcher = new TickBatcher<number, number>(async (items) => {
      sent.push(items);
      await new Promise<void>((resolve) => held.push(resolve));
      return items;
    });
    const submit = (count: number) => Promise.all(Array.from({ length: count }, (_, i) => batcher.submit(i)));
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const answerAll = () => held.splice(0).forEach((answer) => answer());

    const many = submit(MIN_HALVED + 1);
    await turn();
    expect(sent.map((batch) => batch.length)).toEqual([MIN_HALVED / 2 + 1, MIN_HALVED / 2]);
    const meanwhile = submit(MIN_HALVED);
    await turn();
    expect(sent.slice(2).map((batch) => batch.length)).toEqual([MIN_HALVED]);
    answerAll();
    expect(await many).toEqual(Array.from({ length: MIN_HALVED + 1 }, (_, i) => i));
    await meanwhile;

    const few = submit(MIN_HALVED - 1);
    await turn();
    expect(sent.slice(3).map((batch) => batch.length)).toEqual([MIN_HALVED - 1]);
    answerAll();
    await few;
  });

  it('splits by bytes; an item above the limit travels alone', async () => {
    const sent: (readonly number[])[] = [];
    const batcher = new TickBatcher(double(sent), { maxBytes: 10, sizeOf: (item) => item });
    await Promise.all([4, 6, 1, 50, 2, 3].map((item) => batcher.submit(item)));
    expect(sent).toEqual([[4, 6], [1], [50], [2, 3]]);
  });

  it('rejects the callers of a failed batch only', async () => {
    const batcher = new TickBatcher<number, number>(
      (items) => (items.includes(1) ? Promise.reject(new Error('no')) : Promise.resolve([...items])),
      { maxItems: 2 },
    );
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map((item) => batcher.submit(item)));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled', 'fulfilled']);
  });

  it('rejects callers whose answer is missing, rather than leave them waiting', async () => {
    const batcher = new TickBatcher<number, number>(() => Promise.resolve([1]));
    await expect(Promise.all([batcher.submit(1), batcher.submit(2)])).rejects.toThrow('2 items');
  });
});
