import type { HttpRequest, HttpResponse } from '../http/exchange';
import type { Api, Span, Tracer } from './load-open-telemetry';
import { MOST_TEXT } from './span-attributes';
import { isUnsampled, spanContextOf, traceparentText } from './traceparent';

/** Asked by machines all day, or as long as their client wants: a span of them would tell nothing. */
const LEFT_OUT = /^\/(?:health|metrics|events|dashboard)(?:\/|\?|$)/;

/** Others have no name of their own: clients make them up. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * A span of kind SERVER for each request, by OpenTelemetry's semantic conventions for HTTP. In place of the caller's
 * trace context the request goes on with the span's, so that what it brings is the span's child.
 */
export class RequestSpans {
  /** @param followsSender requests whose sender does not record the trace are left as they are */
  constructor(
    private readonly api: Api,
    private readonly tracer: Tracer,
    private readonly followsSender: boolean,
  ) {}

  /** For Express. */
  readonly middleware = (request: HttpRequest, response: HttpResponse, next: () => void): void => {
    const given = request.headers['traceparent'];
    const sender = spanContextOf(typeof given === 'string' ? given : null);
    const leftOut = sender !== null && this.followsSender && isUnsampled(traceparentText(sender));
    if (!leftOut && !LEFT_OUT.test(request.url)) {
      const span = this.start(request, sender);
      request.headers['traceparent'] = traceparentText(span.spanContext());
      response.once('close', () => this.end(span, request, response));
    }
    next();
  };

  private start(request: HttpRequest, sender: ReturnType<typeof spanContextOf>): Span {
    const { ROOT_CONTEXT, SpanKind, trace } = this.api;
    const [path = ''] = request.url.split('?', 1);
    const attributes = {
      'http.request.method': methodOf(request),
      'url.path': path.slice(0, MOST_TEXT),
      'url.scheme': 'http',
      'network.protocol.version': request.httpVersion,
    };
    const parent = sender === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, sender);
    return this.tracer.startSpan(methodOf(request), { kind: SpanKind.SERVER, attributes }, parent);
  }

  private end(span: Span, request: HttpRequest, response: HttpResponse): void {
    const route: unknown = request.route?.path;
    if (typeof route === 'string') {
      span.updateName(`${methodOf(request)} ${route}`).setAttribute('http.route', route);
    }
    if (response.headersSent) {
      const { statusCode } = response;
      span.setAttribute('http.response.status_code', statusCode);
      if (statusCode >= 500) {
        span.setAttribute('error.type', String(statusCode));
        span.setStatus({ code: this.api.SpanStatusCode.ERROR });
      }
    } else {
      // The client left first.
      span.setAttribute('error.type', 'aborted');
    }
    span.end();
  }
}

function methodOf({ method }: HttpRequest): string {
  return METHODS.has(method) ? method : '_OTHER';
}
