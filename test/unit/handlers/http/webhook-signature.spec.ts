import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { webhookId, WebhookSigner } from '../../../../src/handlers/http/webhook-signature';

const secret = () => `whsec_${randomBytes(32).toString('base64')}`;
const [oldSecret, newSecret, otherSecret] = [secret(), secret(), secret()];

function verify(key: string, headers: Record<string, string>, body: string): boolean {
  try {
    new Webhook(key).verify(body, headers, { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}

describe('WebhookSigner', () => {
  it('signs as the reference implementation does', () => {
    const signer = new WebhookSigner([newSecret]);
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z0-9._:@-]{1,128}$/),
        fc.string({ unit: 'grapheme' }),
        (id, text) => {
          // A Buffer is what is sent; a lone surrogate has no bytes of its own.
          const body = Buffer.from(text);
          const now = Date.now();
          const headers = signer.headers(id, now, body);
          const expected = new Webhook(newSecret).sign(webhookId(id), new Date(now), body.toString());
          expect(headers).toEqual({
            'webhook-id': webhookId(id),
            'webhook-timestamp': String(Math.floor(now / 1000)),
            'webhook-signature': expected,
          });
          expect(verify(newSecret, headers, body.toString())).toBe(true);
        },
      ),
    );
  });

  it('signs with every secret, so that either is enough while they are exchanged', () => {
    const headers = new WebhookSigner([newSecret, oldSecret]).headers(
      'a',
      Date.now(),
      Buffer.from('{"a":1}'),
    );
    expect(headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
    expect(verify(newSecret, headers, '{"a":1}')).toBe(true);
    expect(verify(oldSecret, headers, '{"a":1}')).toBe(true);
    expect(verify(otherSecret, headers, '{"a":1}')).toBe(false);
    expect(verify(newSecret, headers, '{"a":2}')).toBe(false);
    expect(verify(newSecret, { ...headers, 'webhook-id': 'b' }, '{"a":1}')).toBe(false);
  });

  it('sends id and time unsigned where there is no secret', () => {
    expect(new WebhookSigner([]).headers('a', 1_999, Buffer.alloc(0))).toEqual({
      'webhook-id': 'a',
      'webhook-timestamp': '1',
    });
  });

  it('gives no two jobs the same signed text', () => {
    const signer = new WebhookSigner([newSecret]);
    const one = signer.headers('a.1', 2_000, Buffer.from('x'));
    const two = signer.headers('a', 1_000, Buffer.from('2.x'));
    expect(one['webhook-signature']).not.toBe(two['webhook-signature']);
    expect(webhookId('a.b.c')).toBe('a%2Eb%2Ec');
  });
});
