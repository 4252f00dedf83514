import fc from 'fast-check';
import { httpResult } from '../../../../src/handlers/http/http-answer';
import type { OutboundAnswer } from '../../../../src/outbound/outbound-client';

const answer = (body: Buffer | string, chosen: Partial<OutboundAnswer> = {}): OutboundAnswer => ({
  status: 200,
  headers: {},
  body: Buffer.from(body as string),
  truncated: false,
  ...chosen,
});

const ROOM = 262_144;

describe('the result of a job of type http', () => {
  it('keeps a few headers, and the first of those that come twice', () => {
    const headers = {
      'content-type': 'text/html',
      'set-cookie': ['session=1'],
      'x-request-id': ['a', 'b'],
      server: 's'.repeat(5_000),
    };
    expect(httpResult(answer('x', { headers }), ROOM).headers).toEqual({
      'content-type': 'text/html',
      'x-request-id': 'a',
      server: 's'.repeat(1_024),
    });
  });

  it('leaves out a character that was cut, and marks bytes that are none', () => {
    const euro = Buffer.from('€');
    expect(httpResult(answer(euro.subarray(0, 2), { truncated: true }), ROOM)).toMatchObject({
      body: '',
      body_truncated: true,
    });
    expect(httpResult(answer(euro.subarray(0, 2)), ROOM)).toMatchObject({
      body: '\ufffd',
      body_truncated: false,
    });
  });

  it('fits into the room that there is, whatever the body, and uses it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.integer({ min: 80, max: 2_000 }),
        (text, room) => {
          const result = httpResult(answer(text), room);
          const bytes = Buffer.byteLength(JSON.stringify(result));
          expect(bytes).toBeLessThanOrEqual(room);
          const whole = Buffer.from(text).toString();
          expect(whole.startsWith(result.body)).toBe(true);
          expect(result.body_truncated).toBe(result.body !== whole);
          if (result.body_truncated) {
            expect(bytes).toBeGreaterThan(room - 14);
          }
        },
      ),
    );
  });
});
