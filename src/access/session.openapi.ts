import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { ApiProblems } from '../http/problem.openapi';
import { SessionDto } from './session.dto';

const SESSION = {
  auth: 'required',
  key: 'shop-2026',
  namespace: 'shop',
  scopes: ['enqueue', 'read'],
  expires_at: '2027-01-31T00:00:00.000Z',
};

/** Documents `GET /session`. */
export function ApiGetSession(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'getSession',
      summary: 'Whose key this is, and what it may do',
      description: 'Asked with a key, or with the cookie of a sign-in.',
    }),
    ApiResponse({ status: 200, description: 'As of now.', type: SessionDto, example: SESSION }),
  );
}

/** Documents `POST /session`. */
export function ApiSignIn(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'signIn',
      summary: 'Signs a browser in, by a form',
      description:
        'For the sign-in page: programs send their key with each request and need no session. A key that is not ' +
        'known is answered with the page again, 401.',
    }),
    ApiConsumes('application/x-www-form-urlencoded'),
    ApiBody({
      required: true,
      schema: {
        type: 'object',
        required: ['key'],
        properties: {
          key: { type: 'string', description: 'The API key.' },
          back: { type: 'string', description: 'Where to go then: a page of the dashboard, or /docs.' },
        },
      },
    }),
    ApiResponse({ status: 303, description: 'Signed in: a cookie, and where to go.' }),
    ApiResponse({
      status: 401,
      description: 'The key is not known here, or has expired.',
      content: { 'text/html': { schema: { type: 'string' }, example: '<!doctype html>…' } },
    }),
    ApiProblems('forbidden', 'too_large', 'unsupported_media_type', 'store_unavailable'),
  );
}

/** Documents `DELETE /session`. */
export function ApiSignOut(): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId: 'signOut', summary: 'Signs the browser out, on all replicas' }),
    ApiResponse({ status: 204, description: 'The cookie is worth nothing any more.' }),
    ApiProblems('store_unavailable'),
  );
}
