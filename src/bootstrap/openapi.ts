import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { SECURITY_SCHEME } from '../access/needs-scope.decorator';
import { HttpPayloadDto } from '../handlers/http/http-payload.dto';
import { ProblemDto } from '../http/problem.openapi';
import { version } from './version';

/** The OpenAPI 3.1 document of what this process serves, made from the code. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const base = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Sluice')
    .setDescription(
      'A self-hosted job queue. JSON in and out, times in ISO 8601 UTC, durations in ms. ' +
        'Every error is application/problem+json (RFC 9457): decide by its code.',
    )
    .setVersion(version())
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addBearerAuth(
      {
        type: 'http',
        description:
          'An API key, slu_…; not asked for where the service runs with SLUICE_AUTH=off. Each operation names the ' +
          'scope that it needs (enqueue, read, work or admin; admin is all of them).',
      },
      SECURITY_SCHEME,
    )
    .addTag('jobs', 'Enqueue, read and steer jobs')
    .addTag('queues', 'See and set queues, pause and resume them')
    .addTag('schedules', 'Recurring jobs')
    .addTag('leases', 'Remote workers: take jobs, renew leases, record what became of them')
    .addTag('workers', 'Who is alive')
    .addTag('events', 'What happens, as it happens')
    .addTag('metrics', 'Numbers')
    .addTag('access', 'Whose key it is, and signing in')
    .addTag('health', 'For load balancers and Kubernetes')
    .build();
  return SwaggerModule.createDocument(app, base, { extraModels: [ProblemDto, HttpPayloadDto] });
}

/** Serves the document at `/openapi.json` and Swagger UI at `/docs`. */
export function serveOpenApi(app: INestApplication, document: OpenAPIObject): void {
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Sluice API',
    swaggerOptions: { requestInterceptor: markOwnPage },
  });
}

/** Runs in the browser, from its text: it can use nothing of here. The header is OWN_PAGE_HEADER. */
function markOwnPage(request: { readonly headers: Record<string, string> }): object {
  request.headers['Sluice-Page'] = 'docs';
  return request;
}
