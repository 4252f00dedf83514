import type { HttpRequest, HttpResponse } from '../http/exchange';
import type { Logger } from 'pino';
import { REQUEST_ID_HEADER, requestIdOf } from '../http/request-id';
import { notedJobId, notedTraceparent } from '../http/request-notes';
import { traceIdOf } from '../core/trace-id';

/** Asked every few seconds by machines; a line each would drown the rest. */
const SILENT = /^\/(?:health|metrics)(?:\/|\?|$)/;

/**
 * One line for each API call: method, route, status, time, and the ids by which it is found: the request's (which the
 * answer names, too), the API key's name, the job's and the trace's. No bodies, no query, no headers. Plain Express, on the root
 * logger: costs a closure and a line.
 */
export function accessLog(
  logger: Logger,
): (request: HttpRequest, response: HttpResponse, next: () => void) => void {
  return (request, response, next) => {
    if (SILENT.test(request.url)) {
      next();
      return;
    }
    const requestId = requestIdOf(request);
    response.setHeader(REQUEST_ID_HEADER, requestId);
    if (!logger.isLevelEnabled('info')) {
      next();
      return;
    }
    const began = performance.now();
    response.once('close', () => {
      const route = request.route?.path;
      logger.info(
        {
          method: request.method,
          route: typeof route === 'string' ? route : null,
          // A client that left first was told nothing.
          status: response.headersSent ? response.statusCode : null,
          ms: Math.round((performance.now() - began) * 10) / 10,
          request_id: requestId,
          key: request.caller?.name,
          job_id: notedJobId(response)?.slice(0, 128),
          trace_id: traceIdOf(notedTraceparent(response)) ?? undefined,
          ...(response.writableFinished ? {} : { aborted: true }),
        },
        'request',
      );
    });
    next();
  };
}
