import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { HttpRequest } from '../http/exchange';
import { ProblemError } from '../http/problem';
import { DeclaredNeeds } from './declared-needs';
import { lacksScope, unauthenticated } from './refusals';

/**
 * Asks of each caller what the route declares. It stands at the handler itself, so no spelling of a path goes round
 * it; who the caller is was found out before ({@link Authenticator}).
 */
@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(private readonly needs: DeclaredNeeds) {}

  canActivate(context: ExecutionContext): boolean {
    const need = this.needs.of(context.getHandler());
    if (need === 'open') {
      return true;
    }
    const { caller } = context.switchToHttp().getRequest<HttpRequest>();
    if (caller === undefined) {
      throw unauthenticated('missing');
    }
    if (need === undefined) {
      throw new ProblemError('forbidden', 'Nobody may call this');
    }
    if (need !== 'any-key' && !caller.scopes.has(need) && !caller.scopes.has('admin')) {
      throw lacksScope(caller.name, need);
    }
    return true;
  }
}
