import { hostname } from 'node:os';
import type { Config } from '../config/config';
import { systemClock } from '../core/clock';
import type { EventHub } from '../core/events';
import type { JobTracing } from './job-tracing';
import { loadOpenTelemetry, type OpenTelemetry } from './load-open-telemetry';
import { OpenTelemetryTracing } from './open-telemetry-tracing';

type Settings = NonNullable<Config['tracing']>;

/** Spans that wait to be sent; beyond them they are dropped. */
const MOST_WAITING = 8_192;
const SEND_EVERY_MS = 1_000;
const EXPORT_TIMEOUT_MS = 10_000;

/** At most one line about trouble in this time (ms). */
const QUIET_MS = 30_000;

/**
 * @param warn what OpenTelemetry has to say about spans that it could not send, seldom
 */
export async function openTracing(
  settings: Settings,
  events: EventHub,
  version: string,
  warn: (reason: string) => void,
): Promise<JobTracing> {
  const loaded = await loadOpenTelemetry();
  const { api, sdk, exporter, hooks } = loaded;
  api.diag.setLogger(quietly(warn), { logLevel: api.DiagLogLevel.WARN, suppressOverrideMessage: true });
  const provider = new sdk.TracerProvider({
    resource: resourceOf(loaded, version),
    sampler: samplerOf(loaded, settings),
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        // Headers, timeout, compression and certificates it takes from the environment by itself.
        exporter: new exporter.OTLPTraceExporter({ url: settings.url }),
        maxQueueSize: MOST_WAITING,
        scheduledDelayMillis: SEND_EVERY_MS,
        exportTimeoutMillis: EXPORT_TIMEOUT_MS,
      }),
    ],
  });
  // For handlers of the user's own: spans that they make are children of their attempt's.
  api.context.setGlobalContextManager(new hooks.AsyncLocalStorageContextManager().enable());
  api.trace.setGlobalTracerProvider(provider);
  const followsSender = settings.sampler.startsWith('parentbased_');
  return new OpenTelemetryTracing(api, provider, followsSender, events, version, settings.requests);
}

/** `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` have the last word. */
function resourceOf({ resources }: OpenTelemetry, version: string) {
  const ours = resources.resourceFromAttributes({
    'service.name': 'sluice',
    'service.version': version,
    'service.instance.id': `${hostname()}:${process.pid}`,
    'host.name': hostname(),
    'process.pid': process.pid,
  });
  const given = resources.detectResources({
    detectors: [resources.resourceAttributesEnvDetector, resources.serviceNameEnvDetector],
  });
  return resources.defaultResource().merge(ours).merge(given);
}

/** By the names of the specification of OpenTelemetry's environment variables. */
function samplerOf({ sdk }: OpenTelemetry, { sampler, ratio }: Settings) {
  const root = sampler.endsWith('always_on')
    ? new sdk.AlwaysOnSampler()
    : sampler.endsWith('always_off')
      ? new sdk.AlwaysOffSampler()
      : new sdk.TraceIdRatioBasedSampler(ratio);
  return sampler.startsWith('parentbased_') ? new sdk.ParentBasedSampler({ root }) : root;
}

function quietly(warn: (reason: string) => void) {
  let quietUntil = 0;
  const say = (reason: string) => {
    if (systemClock.monotonic() >= quietUntil) {
      quietUntil = systemClock.monotonic() + QUIET_MS;
      warn(reason.slice(0, 500));
    }
  };
  const nothing = () => undefined;
  return { error: say, warn: say, info: nothing, debug: nothing, verbose: nothing };
}
