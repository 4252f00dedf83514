/** The packages, loaded when traces are wanted and not before: without them nothing of this is in memory. */
export async function loadOpenTelemetry() {
  const [api, sdk, resources, hooks, exporter] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/context-async-hooks'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ]);
  return { api, sdk, resources, hooks, exporter };
}

export type OpenTelemetry = Awaited<ReturnType<typeof loadOpenTelemetry>>;
export type Api = OpenTelemetry['api'];
export type TracerProvider = InstanceType<OpenTelemetry['sdk']['TracerProvider']>;
export type Tracer = ReturnType<Api['trace']['getTracer']>;
export type Span = ReturnType<Tracer['startSpan']>;
export type SpanContext = ReturnType<Span['spanContext']>;
export type Context = Api['ROOT_CONTEXT'];
