import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiResponse, ApiSecurity, getSchemaPath } from '@nestjs/swagger';
import type { Scope } from '../config/api-keys';
import { ProblemDto, problemExample } from '../http/problem.openapi';

/** What a route asks of a caller: a scope, any key at all, or nothing. */
export type Need = Scope | 'any-key' | 'open';

/** Where the decorators leave their mark. */
export const NEED = 'sluice:need';

/** Where {@link Lasting} leaves its mark. */
export const LASTING = 'sluice:lasting';

/** How the OpenAPI document calls the keys. */
export const SECURITY_SCHEME = 'apiKey';

/** The route, or all of the controller, needs a key with this scope (or `admin`). */
export function NeedsScope(scope: Scope): ClassDecorator & MethodDecorator {
  return applyDecorators(SetMetadata(NEED, scope), ApiSecurity(SECURITY_SCHEME, [scope]), ...refusals());
}

/** The route needs a key, whatever its scopes. */
export function NeedsAnyKey(): ClassDecorator & MethodDecorator {
  return applyDecorators(
    SetMetadata(NEED, 'any-key' satisfies Need),
    ApiSecurity(SECURITY_SCHEME),
    ...refusals(),
  );
}

/** The route answers anybody. */
export function OpenToAll(): ClassDecorator & MethodDecorator {
  return applyDecorators(SetMetadata(NEED, 'open' satisfies Need));
}

/** The answer goes on for as long as its caller may have it: it ends once the key is taken away, or the sign-in is over. */
export function Lasting(): MethodDecorator {
  return SetMetadata(LASTING, true);
}

function refusals(): (ClassDecorator & MethodDecorator)[] {
  return [refusal(401, 'unauthenticated'), refusal(403, 'forbidden')];
}

function refusal(status: number, code: 'unauthenticated' | 'forbidden'): ClassDecorator & MethodDecorator {
  const { description, example } = problemExample(code);
  return ApiResponse({
    status,
    description,
    content: {
      'application/problem+json': {
        schema: { $ref: getSchemaPath(ProblemDto) },
        examples: { [code]: { value: example } },
      },
    },
  });
}
