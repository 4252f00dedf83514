import type { HttpRequest } from '../../../src/http/exchange';
import { SharedAnswers } from '../../../src/http/shared-answers';

const request = (url: string, cacheControl?: string): HttpRequest =>
  ({ url, headers: { 'cache-control': cacheControl } }) as unknown as HttpRequest;

describe('answers that several ask for', () => {
  let asked: number;
  let shared: SharedAnswers;
  const make = (): Promise<string> => Promise.resolve(`answer ${(asked += 1)}`);
  beforeEach(() => {
    asked = 0;
    shared = new SharedAnswers();
  });

  it('are the same for who takes one of the last seconds', async () => {
    expect(await shared.of(request('/queues', 'max-age=2'), 'a', make)).toBe('answer 1');
    expect(await shared.of(request('/queues', 'no-transform, max-age=2'), 'a', make)).toBe('answer 1');
  });

  it.each([undefined, '', 'no-cache', 'max-age=0', 'max-age=-1', 'max-age=x', 'xmax-age=2'])(
    'are of this moment for who sends %p',
    async (header) => {
      await shared.of(request('/queues', 'max-age=2'), 'a', make);
      expect(await shared.of(request('/queues', header), 'a', make)).toBe('answer 2');
    },
  );

  it('are never those of another namespace or of another question', async () => {
    await shared.of(request('/queues', 'max-age=2'), 'a', make);
    expect(await shared.of(request('/queues', 'max-age=2'), 'b', make)).toBe('answer 2');
    expect(await shared.of(request('/queues?sort=full', 'max-age=2'), 'a', make)).toBe('answer 3');
  });

  it('that take long are waited for, however many ask', async () => {
    let answer: (text: string) => void = () => undefined;
    const slow = (): Promise<string> => {
      asked += 1;
      return new Promise((resolve) => (answer = resolve));
    };
    const all = Array.from({ length: 10 }, () => shared.of(request('/queues', 'max-age=1'), 'a', slow));
    answer('late');
    expect(new Set(await Promise.all(all))).toEqual(new Set(['late']));
    expect(asked).toBe(1);
  });

  it('that failed are asked for again', async () => {
    const fail = (): Promise<string> => Promise.reject(new Error('no store'));
    await expect(shared.of(request('/queues', 'max-age=2'), 'a', fail)).rejects.toThrow('no store');
    expect(await shared.of(request('/queues', 'max-age=2'), 'a', make)).toBe('answer 1');
  });

  it('are kept of a bounded number of questions', async () => {
    for (let i = 0; i < 500; i += 1) {
      await shared.of(request(`/queues?contains=${i}`, 'max-age=9'), 'a', make);
    }
    expect(await shared.of(request('/queues?contains=0', 'max-age=9'), 'a', make)).toBe('answer 1');
    expect(await shared.of(request('/queues?contains=499', 'max-age=9'), 'a', make)).toBe('answer 501');
  });
});
