import fc from 'fast-check';
import { elementTexts } from '../../../src/http/parse-json';

/** The same value, spaced in another way. */
const written = (value: unknown) => fc.constantFrom(JSON.stringify(value), JSON.stringify(value, null, 2));

describe('the texts of the elements of an array', () => {
  it('are those that JSON.parse reads, whatever is in them', () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.jsonValue({ noUnicodeString: false }))
          .chain((values) => fc.tuple(fc.constant(values), written(values))),
        ([values, text]) => {
          const read = [...elementTexts(text)].map((element) => JSON.parse(element) as unknown);
          expect(JSON.stringify(read)).toBe(JSON.stringify(values));
        },
      ),
    );
  });

  it.each([
    ['[]', []],
    [' [ \n ] ', []],
    ['["],[\\"",[1,[2]],{"a":[3,4]},-0]', ['"],[\\""', '[1,[2]]', '{"a":[3,4]}', '-0']],
    ['["\\\\",""]', ['"\\\\"', '""']],
    ['[12345678901234567890]', ['12345678901234567890']],
  ])('of %s', (text, texts) => {
    expect([...elementTexts(text)]).toEqual(texts);
  });
});
