import { HttpBed } from './http-bed';

interface Operation {
  readonly operationId?: string;
  readonly requestBody?: { readonly content: Record<string, Content> };
  readonly responses: Record<string, { readonly content?: Record<string, Content> }>;
}
interface Content {
  readonly schema: { readonly $ref?: string };
  readonly example?: unknown;
  readonly examples?: Record<string, { readonly value: unknown }>;
}
interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, unknown> };
}
interface Layer {
  readonly route?: { readonly path: string; readonly methods: Record<string, boolean> };
}

let bed: HttpBed;
let document: Document;

beforeAll(async () => {
  bed = await HttpBed.start();
  document = (await bed.ask('/openapi.json')).body as unknown as Document;
});
afterAll(() => bed.stop());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
  );

/** Every value of `key` anywhere in the document. */
function all(key: string, value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value as Record<string, unknown>).flatMap(([name, inner]) => [
    ...(name === key ? [inner] : []),
    ...all(key, inner),
  ]);
}

describe('/openapi.json', () => {
  it('is OpenAPI 3.1, and every reference in it leads somewhere', () => {
    expect(document.openapi).toBe('3.1.0');
    const references = all('$ref', document) as string[];
    expect(references.length).toBeGreaterThan(10);
    for (const reference of references) {
      const target = reference
        .replace('#/', '')
        .split('/')
        .reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], document);
      expect({ reference, found: target !== undefined }).toEqual({ reference, found: true });
    }
    expect(all('nullable', document)).toEqual([]); // a word of OpenAPI 3.0
  });

  it('documents each route that is served, and no other', () => {
    const { stack } = (bed.app.getHttpAdapter().getInstance() as { router: { stack: Layer[] } }).router;
    const served = stack
      .flatMap(({ route }) =>
        route === undefined
          ? []
          : Object.keys(route.methods).map((method) => `${method} ${route.path.replace(/:(\w+)/g, '{$1}')}`),
      )
      .filter((name) => !/ \/(docs|openapi\.json|dashboard)/.test(name));
    expect(served.sort()).toEqual(
      operations()
        .map(({ name }) => name)
        .sort(),
    );
  });

  it('names each operation once, and gives examples for each answer', () => {
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { name, operation } of operations().filter((entry) => !entry.name.includes('/health'))) {
      for (const [status, response] of Object.entries(operation.responses)) {
        for (const content of Object.values(response.content ?? {})) {
          const shown = content.example ?? Object.values(content.examples ?? {})[0]?.value;
          expect({ name, status, shown: shown !== undefined }).toEqual({ name, status, shown: true });
        }
      }
    }
  });

  it('shows only problems that are what they say', () => {
    for (const { operation } of operations()) {
      for (const [status, response] of Object.entries(operation.responses)) {
        const examples = response.content?.['application/problem+json']?.examples ?? {};
        for (const [code, { value }] of Object.entries(examples)) {
          expect(value).toMatchObject({ status: Number(status), code, type: `urn:sluice:problem:${code}` });
        }
      }
    }
  });

  it('has examples of an enqueue that the service takes', async () => {
    const content = document.paths['/jobs']?.['post']?.requestBody?.content['application/json'];
    const examples = Object.values(content?.examples ?? {});
    expect(examples.length).toBeGreaterThanOrEqual(3);
    for (const { value } of examples) {
      expect((await bed.post(JSON.stringify(value))).status).toBe(202);
    }
  });

  it('describes what a job answers, field by field', async () => {
    await bed.post('{"id":"described"}');
    const schemas = document.components.schemas as Record<string, { properties: Record<string, unknown> }>;
    const fields = async (path: string) => Object.keys((await bed.ask(path)).body).sort();
    const described = (name: string) => Object.keys(schemas[name]?.properties ?? {}).sort();
    expect(described('JobDto')).toEqual(await fields('/jobs/described'));
    expect(described('JobStatusDto')).toEqual(await fields('/status?id=described'));
    expect(described('MetricsDto')).toEqual(await fields('/metrics'));
    expect(described('JobPageDto')).toEqual(await fields('/jobs'));
    const [row] = (await bed.ask('/jobs')).body['jobs'] as object[];
    expect(described('JobSummaryDto')).toEqual(Object.keys(row ?? {}).sort());
  });
});

describe('/docs', () => {
  it('is Swagger UI, with its own script', async () => {
    expect(await bed.ask('/docs')).toMatchObject({ status: 200 });
    expect((await bed.ask('/docs/swagger-ui-bundle.js')).text.length).toBeGreaterThan(100_000);
  });
});
