import { Prefetch } from '../../../src/core/prefetch';
import { Slots } from '../../../src/core/slots';

const IN_A_ROW = 64;

function prefetchOf(concurrency: number) {
  const slots = new Slots(concurrency);
  const prefetch = new Prefetch(slots);
  return {
    prefetch,
    ahead: () => slots.capacity - concurrency,
    /** So many jobs, each through within so many ms. */
    end: (count: number, heldMs = 1) => {
      for (let job = 0; job < count; job += 1) {
        prefetch.ended(heldMs);
      }
    },
  };
}

describe('Prefetch', () => {
  it('claims none ahead before many jobs in a row were prompt', () => {
    const { ahead, end } = prefetchOf(1);
    end(IN_A_ROW - 1);
    expect(ahead()).toBe(0);
    end(1);
    expect(ahead()).toBe(1);
  });

  it('starts to count again after a job that was not prompt', () => {
    const { ahead, end } = prefetchOf(1);
    end(IN_A_ROW - 1);
    end(1, 5.1);
    end(IN_A_ROW - 1);
    expect(ahead()).toBe(0);
  });

  it('takes a job for prompt that is through within 5 ms', () => {
    const { ahead, end } = prefetchOf(1);
    end(IN_A_ROW, 5);
    expect(ahead()).toBe(1);
  });

  it('doubles after each many prompt jobs, up to 15', () => {
    const { ahead, end } = prefetchOf(1);
    const grown = Array.from({ length: 6 }, () => {
      end(IN_A_ROW);
      return ahead();
    });
    expect(grown).toEqual([1, 2, 4, 8, 15, 15]);
  });

  it.each([
    [10, 15],
    [40, 40],
    [150, 50],
    [200, 0],
    [1_000, 0],
  ])('with %i jobs at once has at most %i ahead', (concurrency, most) => {
    const { ahead, end } = prefetchOf(concurrency);
    end(IN_A_ROW * 20);
    expect(ahead()).toBe(most);
  });

  it('halves with each job that is late, down to none', () => {
    const { ahead, end } = prefetchOf(1);
    end(IN_A_ROW * 5);
    const shrunk = Array.from({ length: 5 }, () => {
      end(1, 20);
      return ahead();
    });
    expect(shrunk).toEqual([7, 3, 1, 0, 0]);
  });

  it('ends when a job was handed back, and grows again as slowly as at first', () => {
    const { prefetch, ahead, end } = prefetchOf(1);
    end(IN_A_ROW * 5 + IN_A_ROW - 1);
    prefetch.handedBack();
    expect(ahead()).toBe(0);
    end(IN_A_ROW - 1);
    expect(ahead()).toBe(0);
    end(1);
    expect(ahead()).toBe(1);
  });
});
