// Makes TypeScript types of an OpenAPI document: JSON on standard input, TypeScript on standard output.
// `npm run client:types` writes them to src/client/api-types.ts.
import { text } from 'node:stream/consumers';
import openapiTS, { astToString } from 'openapi-typescript';
import prettier from 'prettier';
import { inRoot } from './lib/places.mjs';

const HEADER = `/**
 * The types of the HTTP API, made from its OpenAPI document. Not written by hand: \`npm run client:types\` makes this file
 * again, and a test compares it with the document that the service serves.
 */
`;

const WORDS_OF_OPERATIONS = new Set(['description', 'summary', 'headers', 'security']);

/** Without what makes no type: examples anywhere, and the words about operations (those about fields stay). */
function bare(value, key = '', inSchema = false) {
  if (Array.isArray(value)) {
    return value.map((item) => bare(item, key, inSchema));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  // The fields of a schema may have any name.
  const names = key === 'properties' || key === 'schemas' || key === 'paths';
  const kept = Object.entries(value).filter(
    ([name]) =>
      names || (name !== 'example' && name !== 'examples' && (inSchema || !WORDS_OF_OPERATIONS.has(name))),
  );
  return Object.fromEntries(
    kept.map(([name, inner]) => [
      name,
      bare(inner, names ? '' : name, inSchema || name === 'schemas' || name === 'schema'),
    ]),
  );
}

/** \`Retry-After\` and \`Location\` are read where they are used. */
function withDescriptions(document) {
  for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path))) {
    for (const response of Object.values(operation.responses ?? {})) {
      response.description ??= '';
    }
  }
  return document;
}

const document = withDescriptions(bare(JSON.parse(await text(process.stdin))));
const ast = await openapiTS(document, { alphabetize: true, defaultNonNullable: false });
const options = await prettier.resolveConfig(inRoot('src', 'client', 'api-types.ts'));
process.stdout.write(await prettier.format(HEADER + astToString(ast), { ...options, parser: 'typescript' }));
