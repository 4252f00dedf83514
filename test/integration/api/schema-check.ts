/** What of a JSON schema is looked at. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
}

interface Content {
  readonly schema?: Schema;
}

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Content>> }>>;
}

/** As `/openapi.json` serves it. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** Holds answers against the document that the service serves of itself. */
export class SchemaCheck {
  constructor(private readonly document: ApiDocument) {}

  /** In words: how an answer differs from what the document says of it; empty if it does not. */
  differences(method: string, path: string, status: number, type: string, body: unknown): string[] {
    const call = `${method} ${path}`;
    const template = this.templateOf(method, path);
    const operation = template === null ? undefined : this.document.paths[template]?.[method.toLowerCase()];
    if (operation === undefined) {
      return [`${call} is not documented`];
    }
    const response = operation.responses[String(status)];
    if (response === undefined) {
      return [`${call} answers ${status}, which is not documented`];
    }
    const documented = Object.keys(response.content ?? {});
    if (!documented.includes(type) && !(documented.length === 0 && type === '')) {
      return [`${call} answers ${type || 'nothing'}, documented: ${documented.join(', ') || 'nothing'}`];
    }
    // A problem may say more than all problems say (RFC 9457), and so does health of the parts that it looks at.
    if (type === 'application/problem+json' || path.startsWith('/health')) {
      return [];
    }
    const schema = response.content?.[type]?.schema;
    return schema === undefined || body === undefined ? [] : this.inside(schema, body, `${call}: `);
  }

  /** A path without parameters comes before one with some. */
  private templateOf(method: string, path: string): string | null {
    const parts = path.split('/');
    const fits = (template: string) => {
      const pieces = template.split('/');
      return (
        pieces.length === parts.length &&
        pieces.every((piece, i) => piece === parts[i] || piece.startsWith('{'))
      );
    };
    const known = Object.entries(this.document.paths).flatMap(([template, methods]) =>
      method.toLowerCase() in methods ? [template] : [],
    );
    return known.find((template) => template === path) ?? known.find(fits) ?? null;
  }

  private inside(given: Schema, value: unknown, at: string): string[] {
    const schema = this.resolved(given);
    const choices = schema.oneOf ?? schema.anyOf;
    if (choices !== undefined) {
      const tries = choices.map((one) => this.inside(one, value, at));
      return tries.some((found) => found.length === 0) ? [] : (tries[0] ?? []);
    }
    if (value === null || typeof value !== 'object') {
      return schema.enum !== undefined && value !== null && !schema.enum.includes(value)
        ? [`${at} is ${JSON.stringify(value)}`]
        : [];
    }
    if (Array.isArray(value)) {
      return value.flatMap((item, i) => this.inside(schema.items ?? {}, item, `${at}/${i}`));
    }
    const { properties, required = [], additionalProperties } = schema;
    const entries = Object.entries(value as Record<string, unknown>);
    const missing = required.filter((name) => !entries.some(([key]) => key === name));
    const unknown = entries.filter(
      ([key]) => properties !== undefined && !(key in properties) && additionalProperties === undefined,
    );
    return [
      ...missing.map((name) => `${at}/${name} is missing`),
      ...unknown.map(([key]) => `${at}/${key} is not documented`),
      ...entries.flatMap(([key, inner]) => this.inside(properties?.[key] ?? {}, inner, `${at}/${key}`)),
    ];
  }

  private resolved(schema: Schema): Schema {
    const { $ref, allOf } = schema;
    if ($ref !== undefined) {
      return this.resolved(this.document.components.schemas[$ref.split('/').at(-1) ?? ''] ?? {});
    }
    if (allOf !== undefined) {
      const parts = allOf.map((part) => this.resolved(part));
      return {
        ...{
          properties: Object.assign({}, ...parts.map(({ properties }) => properties)) as Schema['properties'],
        },
        required: parts.flatMap(({ required = [] }) => required),
      };
    }
    return schema;
  }
}
