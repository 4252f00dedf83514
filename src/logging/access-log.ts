import type { HttpRequest, HttpResponse } from '../http/exchange';
import type { Logger } from 'pino';
import { notedJobId } from '../http/request-notes';

/** Asked every few seconds by machines; a line each would drown the rest. */
const SILENT = /^\/(?:health|metrics)(?:\/|\?|$)/;

/**
 * One line for each API call: method, route, status, time, job id. No bodies, no query, no headers. Plain
 * Express, on the root logger: costs a closure and a line.
 */
export function accessLog(
  logger: Logger,
): (request: HttpRequest, response: HttpResponse, next: () => void) => void {
  return (request, response, next) => {
    if (SILENT.test(request.url) || !logger.isLevelEnabled('info')) {
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
          job_id: notedJobId(response)?.slice(0, 128),
          ...(response.writableFinished ? {} : { aborted: true }),
        },
        'request',
      );
    });
    next();
  };
}
