import { Catch, Injectable, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { HttpRequest, HttpResponse } from './exchange';
import { ProblemError } from './problem';
import { problemOf } from './problem-of';
import { RouteTable } from './route-table';
import { sendProblem } from './send-problem';

/** The one door that errors leave by: whatever was thrown becomes a problem document, never a stack trace. */
@Injectable()
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  constructor(private readonly routes: RouteTable) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const response = http.getResponse<HttpResponse>();
    if (response.headersSent) {
      // Half an answer went out; cutting the connection is the only way left to say that it is not whole.
      response.destroy();
      return;
    }
    const problem = this.byMethod(problemOf(error), request) ?? this.unexpected(error);
    sendProblem(response, problem);
  }

  /** A path that exists for other methods is a 405 with `Allow` (RFC 9110 §15.5.6), not a 404. */
  private byMethod(problem: ProblemError | null, request: HttpRequest): ProblemError | null {
    if (problem?.code !== 'not_found') {
      return problem;
    }
    const allowed = this.routes.methods(request.path);
    if (allowed.length === 0 || allowed.includes(request.method)) {
      return problem;
    }
    return new ProblemError('method_not_allowed', `${request.method} is not allowed on this path`, {
      headers: { Allow: allowed.join(', ') },
    });
  }

  private unexpected(error: unknown): ProblemError {
    // Logged here and nowhere else; the client learns nothing about the inside.
    this.logger.error({ err: error instanceof Error ? error : new Error(String(error)) }, 'unexpected error');
    return new ProblemError('internal', 'The service could not handle this request');
  }
}
