import { traceIdOf } from '../../../src/core/trace-id';
import { spanContextOf, traceparentText } from '../../../src/tracing/traceparent';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

describe('a traceparent', () => {
  it('is read, and written again, with its decision to sample', () => {
    for (const flags of ['00', '01']) {
      const text = `00-${TRACE}-${PARENT}-${flags}`;
      const context = spanContextOf(text);
      expect(context).toEqual({ traceId: TRACE, spanId: PARENT, traceFlags: Number(flags), isRemote: true });
      expect(context && traceparentText(context)).toBe(text);
    }
  });

  it('of a later version keeps what is known of it', () => {
    const context = spanContextOf(`01-${TRACE}-${PARENT}-ff`);
    expect(context && traceparentText(context)).toBe(`00-${TRACE}-${PARENT}-01`);
  });

  it('has a trace id', () => {
    expect(traceIdOf(`00-${TRACE}-${PARENT}-01`)).toBe(TRACE);
    expect(traceIdOf(null)).toBeNull();
    expect(spanContextOf(null)).toBeNull();
  });
});
