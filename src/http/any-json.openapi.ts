/** Of a property that may hold any JSON. Without it the document would say what TypeScript's `unknown` becomes: an object. */
export const ANY_JSON = { oneOf: [{}] };
