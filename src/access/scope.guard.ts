import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { ProblemError } from '../http/problem';
import { DeclaredNeeds } from './declared-needs';
import { LastingAnswers } from './lasting-answers';
import { lacksScope, unauthenticated } from './refusals';

/**
 * Asks of each caller what the route declares. It stands at the handler itself, so no spelling of a path goes round
 * it; who the caller is was found out before ({@link Authenticator}).
 */
@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(
    private readonly needs: DeclaredNeeds,
    private readonly lasting: LastingAnswers,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const need = this.needs.of(context.getHandler());
    if (need === 'open') {
      return true;
    }
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const { caller } = request;
    if (caller === undefined) {
      throw unauthenticated('missing');
    }
    if (need === undefined) {
      throw new ProblemError('forbidden', 'Nobody may call this');
    }
    if (need !== 'any-key' && !caller.scopes.has(need) && !caller.scopes.has('admin')) {
      throw lacksScope(caller.name, need);
    }
    if (this.needs.isLasting(context.getHandler())) {
      this.lasting.watch(request, context.switchToHttp().getResponse<HttpResponse>());
    }
    return true;
  }
}
