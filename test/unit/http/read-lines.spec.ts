import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { readLines } from '../../../src/http/read-lines';

const LIMITS = { maxLineBytes: 20, maxBytes: 10_000, maxLines: 1_000 };

/** A body in pieces, as Node would hand it on. */
function bodyOf(pieces: readonly Buffer[], headers: Readonly<Record<string, string>> = {}): IncomingMessage {
  const stream = Readable.from(pieces, { objectMode: false });
  return Object.assign(stream, { headers, complete: true }) as unknown as IncomingMessage;
}

async function read(pieces: readonly Buffer[], limits = LIMITS): Promise<string[]> {
  const found: string[] = [];
  for await (const lines of readLines(bodyOf(pieces), limits)) {
    found.push(...lines.map((line) => ('text' in line ? line.text : `(${line.problem.code})`)));
  }
  return found;
}

function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const places = [...new Set(at.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, i) => bytes.subarray(from, places[i])).filter(({ length }) => length > 0);
}

describe('lines of a body', () => {
  it('are the same however the bytes arrive', async () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 5 }).filter((text) => !text.includes('\n')),
      fc.constantFrom('', '  ', '\r', 'x'.repeat(20), 'x'.repeat(21), 'é'.repeat(11)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.array(fc.nat(500)), async (texts, places) => {
        const expected = texts
          .filter((text) => !/^[ \t\r]*$/.test(text))
          .map((text) => (Buffer.byteLength(text) > 20 ? '(too_large)' : text));
        expect(await read(cut(Buffer.from(texts.join('\n')), places))).toEqual(expected);
      }),
    );
  });

  it('end with one problem where the body is too long, in bytes or in lines', async () => {
    const piece = Buffer.from('a\n');
    expect(
      await read(
        Array.from({ length: 3 }, () => piece),
        { ...LIMITS, maxBytes: 4 },
      ),
    ).toEqual(['a', 'a', '(too_large)']);
    expect(await read([Buffer.from('\n\n\n'), piece], { ...LIMITS, maxLines: 2 })).toEqual(['(too_large)']);
  });
});
