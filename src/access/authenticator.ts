import { Injectable, Logger } from '@nestjs/common';
import { OWN_PAGE_HEADER } from '../http/browser-guard';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { namespaceOf } from '../http/namespace-of';
import { ProblemError } from '../http/problem';
import { problemOf } from '../http/problem-of';
import { discard } from '../http/read-body';
import { sendProblem } from '../http/send-problem';
import { DeclaredNeeds } from './declared-needs';
import { isExpired, KeyRing, type RingKey } from './key-ring';
import { unauthenticated } from './refusals';
import { SessionDesk } from './session-desk';
import { sessionTokenOf } from './session-cookie';
import { sendSignIn, wantsPage, wayBack } from './sign-in-page';

/** RFC 6750 §2.1; the scheme in any case (RFC 9110 §11.1). */
const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

const SAFE = new Set(['GET', 'HEAD']);

/**
 * Finds out who calls, before any route does: whatever is no open route needs a key, also what does not exist, so
 * nobody without one learns what there is. What the caller may do is for {@link ScopeGuard} to say.
 */
@Injectable()
export class Authenticator {
  private readonly logger = new Logger('Access');

  constructor(
    private readonly ring: KeyRing,
    private readonly needs: DeclaredNeeds,
    private readonly desk: SessionDesk,
  ) {}

  /** For Express. */
  readonly middleware = (request: HttpRequest, response: HttpResponse, next: () => void): void => {
    if (this.needs.isOpen(request.method, request.path)) {
      next();
      return;
    }
    const { authorization } = request.headers;
    // Who sends a key means it: a cookie beside it is not looked at.
    const token = authorization === undefined ? sessionTokenOf(request) : null;
    if (token !== null) {
      void this.bySession(token, request, response, next);
      return;
    }
    try {
      admit(request, this.keyOf(authorization));
    } catch (error) {
      this.refuse(request, response, error);
      return;
    }
    next();
  };

  private async bySession(
    token: string,
    request: HttpRequest,
    response: HttpResponse,
    next: () => void,
  ): Promise<void> {
    try {
      // Browsers send cookies by themselves: what changes something must come from a page of ours.
      if (!SAFE.has(request.method) && request.headers[OWN_PAGE_HEADER.toLowerCase()] === undefined) {
        throw new ProblemError('forbidden', `With a cookie, the header ${OWN_PAGE_HEADER} must be sent, too`);
      }
      const key = await this.desk.keyOf(token);
      if (key === null) {
        throw unauthenticated('over');
      }
      admit(request, key);
    } catch (error) {
      this.refuse(request, response, error);
      return;
    }
    next();
  }

  private keyOf(authorization: string | undefined): RingKey {
    if (authorization === undefined) {
      throw unauthenticated('missing');
    }
    const token = BEARER.exec(authorization)?.[1];
    if (token === undefined) {
      throw unauthenticated('malformed');
    }
    const key = this.ring.find(token);
    if (key === null) {
      throw unauthenticated('unknown');
    }
    return key;
  }

  private refuse(request: HttpRequest, response: HttpResponse, error: unknown): void {
    let problem = problemOf(error);
    if (problem === null) {
      this.logger.error({ err: error }, 'unexpected error');
      problem = new ProblemError('internal', 'The service could not handle this request');
    }
    if (problem.code === 'unauthenticated' && wantsPage(request)) {
      sendSignIn(request, response, {
        challenge: problem.options.headers?.['WWW-Authenticate'] ?? 'Bearer',
        bad: request.headers.cookie === undefined ? null : problem.detail,
        back: wayBack(request.url),
      });
      return;
    }
    // A body that is on its way would otherwise keep the client from reading why.
    void discard(request);
    sendProblem(response, problem);
  }
}

/** @throws {ProblemError} where the key may not be used, or not for this */
function admit(request: HttpRequest, key: RingKey): void {
  if (isExpired(key, Date.now())) {
    throw unauthenticated('expired');
  }
  const wait = key.rate?.take(performance.now()) ?? 0;
  if (wait > 0) {
    throw new ProblemError('rate_limited', `The API key ${key.name} sends more requests than it may`, {
      headers: key.rate?.headers(wait) ?? {},
    });
  }
  request.caller = key;
  // Also where the route asks for none: a key for one namespace is not used in the name of another.
  namespaceOf(request);
}
