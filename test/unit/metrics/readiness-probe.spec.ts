import 'reflect-metadata';
import type { JobStore, JobStores } from '../../../src/core/job-store';
import { ReadinessProbe } from '../../../src/metrics/readiness-probe';

function bed() {
  let up = true;
  const stores: JobStores = {
    namespace: () => ({}) as Partial<JobStore> as JobStore,
    probe: () => (up ? Promise.resolve() : Promise.reject(new Error('down'))),
  };
  return { probe: new ReadinessProbe(stores), set: (value: boolean) => (up = value) };
}

describe('ReadinessProbe', () => {
  it('is not ready before the store has answered once', async () => {
    const { probe } = bed();
    expect(probe.storeUp).toBe(false);
    await probe.runOnce();
    expect(probe.storeUp).toBe(true);
  });

  it('takes one failure for a blip, two for an outage, and one answer for health', async () => {
    const { probe, set } = bed();
    await probe.runOnce();
    set(false);
    await probe.runOnce();
    expect(probe.storeUp).toBe(true);
    await probe.runOnce();
    expect(probe.storeUp).toBe(false);
    set(true);
    await probe.runOnce();
    expect(probe.storeUp).toBe(true);
  });

  it('takes a store that does not answer for one that is down', async () => {
    const stores: JobStores = {
      namespace: () => ({}) as Partial<JobStore> as JobStore,
      probe: () => new Promise(() => undefined),
    };
    const probe = new ReadinessProbe(stores);
    const began = performance.now();
    await probe.runOnce();
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(probe.storeUp).toBe(false);
  });
});
