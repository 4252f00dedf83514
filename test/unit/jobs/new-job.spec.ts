import 'reflect-metadata';
import { CONTENT_HASH_LENGTH, type NewJob } from '../../../src/core/job';
import { readEnqueue } from '../../../src/jobs/enqueue-request';
import { newJob } from '../../../src/jobs/new-job';

const RULES = { maxPayloadBytes: 1_000, failureInjection: true, payloadProblems: () => [] };
const TRACE = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;

const made = (text: string, traceparent: string | null = null): NewJob =>
  newJob(readEnqueue(text, RULES), { maxLapses: 3, traceparent });
const hashOf = (fields: string) => made(`{"id":1${fields === '' ? '' : `,${fields}`}}`).contentHash;

describe('newJob', () => {
  it('fills in the defaults', () => {
    expect(made('{"id":101}')).toEqual({
      id: '101',
      queue: 'default',
      type: 'simulate',
      payload: 'null',
      priority: 0,
      maxRetries: 3,
      maxLapses: 3,
      backoff: null,
      timeoutMs: null,
      tags: [],
      failureInjection: null,
      traceparent: null,
      delayMs: null,
      runAt: null,
      ttlMs: null,
      expiresAt: null,
      dedup: null,
      callbackUrl: null,
      dependsOn: [],
      onDependencyFailure: 'fail',
      group: null,
      contentHash: hashOf(''),
    });
    expect(hashOf('')).toMatch(new RegExp(`^[A-Za-z0-9_-]{${CONTENT_HASH_LENGTH}}$`));
  });

  it('makes an id where none was sent, which nobody can send again', () => {
    const [first, second] = [made('{}'), made('{}')];
    expect(first.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(first.id).not.toBe(second.id);
    expect(first.contentHash).toBeNull();
  });

  it('takes over every field', () => {
    const job = made(
      `{"id":"a","type":"t","queue":"q","priority":-5,"run_at":"2026-11-25T12:00:00+01:00","max_retries":0,
        "max_lapses":0,"backoff":{"strategy":"fixed","base_ms":5},"timeout_ms":7,"tags":["x"],
        "expires_at":"1960-01-01T00:00:00Z","payload":[1],
        "failure_injection":{"fail_attempts":[2],"probability":0.5,"seed":-0,"kind":"slow","slow_ms":9}}`,
      TRACE,
    );
    expect(job).toMatchObject({
      priority: -5,
      runAt: Date.UTC(2026, 10, 25, 11),
      expiresAt: 0,
      maxRetries: 0,
      maxLapses: 0,
      backoff: { strategy: 'fixed', baseMs: 5, factor: 2, maxMs: 3_600_000, jitter: 0.75 },
      timeoutMs: 7,
      tags: ['x'],
      payload: '[1]',
      failureInjection: { failAttempts: [2], probability: 0.5, seed: 0, kind: 'slow', slowMs: 9 },
      traceparent: TRACE,
    });
  });

  it('hashes the same content alike: defaults written out, fields in another order, another trace', () => {
    expect(hashOf('"priority":0,"max_retries":3,"payload":null,"queue":"default"')).toBe(hashOf(''));
    expect(hashOf('"backoff":{"factor":2}')).toBe(hashOf(''));
    expect(hashOf('"priority":1,"queue":"b"')).toBe(hashOf('"queue":"b","priority":1'));
    expect(made('{"id":1}', TRACE).contentHash).toBe(hashOf(''));
    expect(made('{"id":2}').contentHash).toBe(hashOf(''));
  });

  it.each([
    ...[
      '"payload":0',
      '"payload":[]',
      '"payload":{}',
      '"payload":9007199254740993',
      '"priority":1',
      '"type":"x"',
    ],
    ...['"queue":"x"', '"delay_ms":0', '"delay_ms":1', '"ttl_ms":1', '"max_retries":4', '"max_lapses":4'],
    ...['"tags":["a"]', '"timeout_ms":1', '"backoff":{"jitter":0}', '"run_at":"1970-01-01T00:00:00Z"'],
    ...[
      '"failure_injection":{}',
      '"failure_injection":{"fail_first":1}',
      '"expires_at":"1970-01-01T00:00:00Z"',
    ],
  ])('hashes %s as other content', (fields) => {
    expect(hashOf(fields)).not.toBe(hashOf(''));
  });

  it('tells payloads apart that a double would not', () => {
    expect(hashOf('"payload":9007199254740993')).not.toBe(hashOf('"payload":9007199254740992'));
  });
});
