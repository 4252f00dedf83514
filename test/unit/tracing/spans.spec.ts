import { StoreUnavailableError } from '../../../src/core/errors';
import { EventHub, type EndedAttempt } from '../../../src/core/events';
import type { ClaimedJob, NewJob } from '../../../src/core/job';
import { AttemptSpans } from '../../../src/tracing/attempt-spans';
import {
  loadOpenTelemetry,
  type Api,
  type OpenTelemetry,
  type Tracer,
} from '../../../src/tracing/load-open-telemetry';
import { SendSpans } from '../../../src/tracing/send-spans';

let api: Api;
let exporter: InstanceType<OpenTelemetry['sdk']['InMemorySpanExporter']>;
let tracer: Tracer;

beforeAll(async () => {
  const loaded = await loadOpenTelemetry();
  api = loaded.api;
  exporter = new loaded.sdk.InMemorySpanExporter();
  const spanProcessors = [new loaded.sdk.SimpleSpanProcessor({ exporter })];
  tracer = new loaded.sdk.TracerProvider({ spanProcessors }).getTracer('test');
});
afterEach(() => exporter.reset());

const traceparent = (n: number) => `00-${String(n).padStart(32, '1')}-00f067aa0ba902b7-01`;

function job(id: string, from: string | null, queue = 'q'): NewJob {
  return { id, queue, type: 't', traceparent: from } as NewJob;
}

describe('the spans of a call that sends jobs', () => {
  let spans: SendSpans;
  beforeAll(() => {
    spans = new SendSpans(api, tracer, true);
  });

  it('are one for each trace that the jobs came with, and each job goes with its own', async () => {
    const jobs = [
      job('1', traceparent(1)),
      job('2', traceparent(2)),
      job('3', traceparent(1)),
      job('4', null),
    ];
    let sent: readonly NewJob[] = [];
    await spans.send('default', jobs, (some) => Promise.resolve((sent = some)));
    const ended = exporter.getFinishedSpans();
    expect(ended).toHaveLength(3);
    const idOf = (one: NewJob | undefined) => one?.traceparent?.slice(36, 52);
    expect(idOf(sent[0])).toBe(idOf(sent[2]));
    expect(new Set(sent.map(idOf)).size).toBe(3);
    for (const [at, one] of sent.entries()) {
      const span = ended.find((candidate) => candidate.spanContext().spanId === idOf(one));
      expect(span?.parentSpanContext?.traceId).toBe(jobs[at]?.traceparent?.slice(3, 35));
    }
  });

  it('are bounded: jobs of more traces than that keep their own', async () => {
    const jobs = Array.from({ length: 40 }, (_, i) => job(String(i), traceparent(i)));
    let sent: readonly NewJob[] = [];
    await spans.send('default', jobs, (some) => Promise.resolve((sent = some)));
    expect(exporter.getFinishedSpans()).toHaveLength(16);
    expect(sent[39]).toEqual(jobs[39]);
    expect(sent[0]?.traceparent).not.toBe(jobs[0]?.traceparent);
  });

  it('are none for a sender that does not record, unless all is to be recorded', async () => {
    const quiet = job('1', `${traceparent(1).slice(0, -1)}0`);
    let sent: readonly NewJob[] = [];
    await spans.send('default', [quiet], (some) => Promise.resolve((sent = some)));
    expect(sent).toEqual([quiet]);
    expect(exporter.getFinishedSpans()).toEqual([]);
    const all = new SendSpans(api, tracer, false);
    await all.send('default', [quiet], (some) => Promise.resolve((sent = some)));
    expect(sent[0]?.traceparent).not.toBe(quiet.traceparent);
  });

  it('end with an error where the store does not take the jobs, which the caller hears of', async () => {
    const refuse = () => Promise.reject(new StoreUnavailableError('away'));
    await expect(spans.send('default', [job('1', null)], refuse)).rejects.toThrow('away');
    const [span] = exporter.getFinishedSpans();
    expect(span).toMatchObject({ status: { code: api.SpanStatusCode.ERROR } });
    expect(span?.attributes['error.type']).toBe('store_unavailable');
  });
});

describe('the spans of attempts', () => {
  const some: Partial<ClaimedJob> = { id: '1', queue: 'q', type: 't', traceparent: traceparent(1) };
  const claimed = { ...some, token: 'worker00000001', attempt: 2, retries: 1 } as ClaimedJob;
  const end: EndedAttempt = {
    ...{ job: claimed, began: true, durationMs: 1 },
    outcome: 'failed',
    settled: 'ok',
    state: 'failed',
    error: { code: 'boom', message: 'x'.repeat(5_000) },
  };

  it('end once, with a bounded word about the failure', () => {
    const events = new EventHub();
    const spans = new AttemptSpans(api, tracer, true, events);
    events.emit('started', { namespace: 'default', jobs: [claimed] });
    events.emit('ended', { namespace: 'default', attempts: [end] });
    events.emit('ended', { namespace: 'default', attempts: [end] });
    spans.stop();
    const [span, ...more] = exporter.getFinishedSpans();
    expect(more).toEqual([]);
    expect(span?.status.message).toHaveLength(256);
    expect(span?.links.map(({ context }) => context.spanId)).toEqual(['00f067aa0ba902b7']);
    expect(spans.of(claimed)?.traceparent).toContain(span?.spanContext().spanId);
  });

  it('of attempts that never began here are none, and those that never ended are sent at the stop', () => {
    const events = new EventHub();
    const spans = new AttemptSpans(api, tracer, true, events);
    events.emit('ended', { namespace: 'default', attempts: [end] });
    expect(exporter.getFinishedSpans()).toEqual([]);
    events.emit('started', { namespace: 'default', jobs: [claimed] });
    spans.stop();
    expect(exporter.getFinishedSpans()).toHaveLength(1);
  });

  it('leave handlers alone that run for nobody known', () => {
    const spans = new AttemptSpans(api, tracer, true, new EventHub());
    const seen: unknown[] = [];
    const handlers = spans.handlers(
      new Map([['t', (payload: unknown, context: unknown) => seen.push(payload, context)]]),
    );
    const context = { job: claimed };
    handlers.get('t')?.('payload', context as never);
    spans.stop();
    expect(seen).toEqual(['payload', context]);
  });
});
