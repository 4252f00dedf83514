import { traceIdOf } from '../../../src/core/trace-id';
import { isUnsampled, spanContextOf, traceparentText } from '../../../src/tracing/traceparent';

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

  it('says whether its sender records the trace, whatever else the flags say', () => {
    for (let flags = 0; flags < 256; flags += 1) {
      const text = `00-${TRACE}-${PARENT}-${flags.toString(16).padStart(2, '0')}`;
      expect({ flags, unsampled: isUnsampled(text) }).toEqual({ flags, unsampled: flags % 2 === 0 });
    }
    expect(isUnsampled(null)).toBe(false);
  });

  it('has a trace id', () => {
    expect(traceIdOf(`00-${TRACE}-${PARENT}-01`)).toBe(TRACE);
    expect(traceIdOf(null)).toBeNull();
    expect(spanContextOf(null)).toBeNull();
  });
});
