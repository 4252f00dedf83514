import { Injectable } from '@nestjs/common';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { namespaceOf } from '../http/namespace-of';
import { ProblemError } from '../http/problem';
import { problemOf } from '../http/problem-of';
import { discard } from '../http/read-body';
import { sendProblem } from '../http/send-problem';
import { DeclaredNeeds } from './declared-needs';
import { isExpired, KeyRing, type RingKey } from './key-ring';
import { unauthenticated } from './refusals';

/** RFC 6750 §2.1; the scheme in any case (RFC 9110 §11.1). */
const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

/**
 * Finds out who calls, before any route does: whatever is no open route needs a key, also what does not exist, so
 * nobody without one learns what there is. What the caller may do is for {@link ScopeGuard} to say.
 */
@Injectable()
export class Authenticator {
  constructor(
    private readonly ring: KeyRing,
    private readonly needs: DeclaredNeeds,
  ) {}

  /** For Express. */
  readonly middleware = (request: HttpRequest, response: HttpResponse, next: () => void): void => {
    if (this.needs.isOpen(request.path)) {
      next();
      return;
    }
    try {
      this.admit(request, this.keyOf(request));
    } catch (error) {
      this.refuse(request, response, error);
      return;
    }
    next();
  };

  private admit(request: HttpRequest, key: RingKey): void {
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

  private keyOf({ headers }: HttpRequest): RingKey {
    const { authorization } = headers;
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
    const problem = problemOf(error);
    if (problem === null) {
      throw error;
    }
    // A body that is on its way would otherwise keep the client from reading why.
    void discard(request);
    sendProblem(response, problem);
  }
}
