import 'reflect-metadata';
import fc from 'fast-check';
import { ProblemError } from '../../../src/http/problem';
import { readEnqueue } from '../../../src/jobs/enqueue-request';
import { enqueueBodies } from './enqueue-bodies';
import { cpuMs } from '../../support/cpu-time';

const RULES = { maxPayloadBytes: 100, failureInjection: true, payloadProblems: () => [] };

function refusal(text: string, rules = RULES): ProblemError {
  try {
    readEnqueue(text, rules);
  } catch (error) {
    if (error instanceof ProblemError) {
      return error;
    }
    throw error;
  }
  throw new Error(`${text.slice(0, 200)} was accepted`);
}

const pointers = (text: string) => refusal(text).options.errors?.map((error) => error.pointer);

describe('readEnqueue', () => {
  it.each([
    ['{}', 'null'],
    ['{"payload":null}', 'null'],
    ['{"payload":[]}', '[]'],
    ['{"payload":{}}', '{}'],
    ['{"payload":{"__proto__":{"x":1},"constructor":1}}', '{"__proto__":{"x":1},"constructor":1}'],
    ['{"payload":9007199254740993}', '9007199254740993'],
    ['{"payload":{"n":[1e400,-0,0.10000000000000000000001]}}', '{"n":[1e400,-0,0.10000000000000000000001]}'],
    ['{"payload":"\\ud800"}', '"\\ud800"'],
    ['{ "payload" : false }', 'false'],
  ])('takes the payload of %s as %s', (text, payload) => {
    expect(readEnqueue(text, RULES).payload).toBe(payload);
  });

  it.each(['101', '"101"', '-5', '0', '1.0', '9007199254740991', '"a.b_c:d@e-f"', '"..."', '"constructor"'])(
    'takes the id %s',
    (id) => {
      expect(() => readEnqueue(`{"id":${id}}`, RULES)).not.toThrow();
    },
  );

  it.each([
    ...[
      '1e20',
      '-0',
      '-0',
      '1.5',
      '9007199254740992',
      '-9007199254740993',
      '0.99999999999999999999999',
      '1e999',
    ],
    ...['true', 'null', '""', '"."', '".."', '[]', '{}', '"a b"', '"a/b"', '"é"', '"a\\u0000"', '"a\\n"'],
    JSON.stringify('x'.repeat(200)),
  ])('refuses the id %s', (id) => {
    expect(pointers(`{"id":${id}}`)).toEqual(['/id']);
  });

  it.each([
    ['{"type":1}', '/type'],
    ['{"queue":"a:b"}', '/queue'],
    ['{"queue":"sluice.callbacks"}', '/queue'],
    ['{"priority":"1"}', '/priority'],
    ['{"priority":101}', '/priority'],
    ['{"delay_ms":-1}', '/delay_ms'],
    ['{"delay_ms":1,"run_at":"2026-11-25T12:00:00Z"}', '/run_at'],
    ['{"run_at":"2026-02-30T12:00:00Z"}', '/run_at'],
    ['{"run_at":1764072000000}', '/run_at'],
    ['{"max_retries":101}', '/max_retries'],
    ['{"max_lapses":-1}', '/max_lapses'],
    ['{"backoff":[]}', '/backoff'],
    ['{"backoff":null}', '/backoff'],
    ['{"backoff":{"strategy":"cubic"}}', '/backoff/strategy'],
    ['{"backoff":{"jitter":1.1}}', '/backoff/jitter'],
    ['{"backoff":{"__proto__":1}}', '/backoff/__proto__'],
    ['{"timeout_ms":0}', '/timeout_ms'],
    ['{"ttl_ms":1,"expires_at":"2026-11-25T12:00:00Z"}', '/expires_at'],
    ['{"tags":"a"}', '/tags'],
    ['{"tags":["a","a"]}', '/tags'],
    ['{"tags":["a",1]}', '/tags'],
    ['{"tags":["1","2","3","4","5","6","7","8","9","10","11"]}', '/tags'],
    ['{"failure_injection":{"kind":"explode"}}', '/failure_injection/kind'],
    ['{"failure_injection":{"fail_attempts":[0]}}', '/failure_injection/fail_attempts'],
    ['{"failure_injection":{"what":1}}', '/failure_injection/what'],
    ['{"traceparent":"x"}', '/traceparent'],
    ['{"Priority":1}', '/Priority'],
    ['{"__proto__":{}}', '/__proto__'],
    ['{"constructor":1}', '/constructor'],
    ['{"a/b~c":1}', '/a~1b~0c'],
    ['null', ''],
    ['[]', ''],
    ['"x"', ''],
    ['1', ''],
  ])('refuses %s by the name of the field', (text, pointer) => {
    expect(refusal(text).code).toBe('invalid');
    expect(pointers(text)).toEqual([pointer]);
  });

  it('names every bad field at once', () => {
    expect(pointers('{"id":"","priority":1000,"backoff":{"factor":0},"x":1}')?.sort()).toEqual([
      '/backoff/factor',
      '/id',
      '/priority',
      '/x',
    ]);
  });

  it('bounds its answer, however many fields are unknown', () => {
    const text = JSON.stringify(Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`f${i}`, i])));
    expect(pointers(text)?.length).toBeLessThanOrEqual(50);
  });

  const many = (item: string) =>
    `[${Array<string>(Math.floor(1_000_000 / (item.length + 1)))
      .fill(item)
      .join(',')}]`;
  const distinct = `[${Array.from({ length: 120_000 }, (_, index) => `"t${index}"`).join(',')}]`;
  it.each([
    ['tags', distinct],
    ['tags', many('"a"')],
    ['backoff', many('{"a":1}')],
    ['backoff', many('[]')],
    ['failure_injection', `{"fail_attempts":${many('0')}}`],
    ['id', many('1')],
    ['traceparent', `"${'0'.repeat(1_000_000)}"`],
    ['type', `"${'a'.repeat(1_000_000)}"`],
    ['run_at', `"${'0'.repeat(1_000_000)}"`],
  ])('refuses a megabyte in %s without holding up everybody else', (field, value) => {
    const tookMs = cpuMs(() => expect(refusal(`{"${field}":${value}}`).code).toBe('invalid'));
    expect(tookMs).toBeLessThan(1_000);
  });

  it('counts the bytes of a payload, not its characters', () => {
    const payload = 'é'.repeat(49); // 98 bytes and two quotes
    expect(() => readEnqueue(JSON.stringify({ payload }), RULES)).not.toThrow();
    expect(refusal(JSON.stringify({ payload: `${payload}x` })).code).toBe('too_large');
  });

  it('refuses failure injection where it is switched off', () => {
    const off = { ...RULES, failureInjection: false };
    expect(refusal('{"failure_injection":{"fail_first":1}}', off).options.errors).toEqual([
      { pointer: '/failure_injection', detail: 'is switched off on this service' },
    ]);
    expect(() => readEnqueue('{}', off)).not.toThrow();
  });

  it('answers every text with a job or a problem', () => {
    fc.assert(
      fc.property(fc.oneof(enqueueBodies, fc.json(), fc.string()), (text) => {
        try {
          readEnqueue(text, RULES);
        } catch (error) {
          expect(error).toBeInstanceOf(ProblemError);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
