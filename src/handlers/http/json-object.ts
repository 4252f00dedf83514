/** An object of JSON: no array, not null. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Own properties only: a payload with a `__proto__` is just data. */
export function own(value: JsonObject, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** A key as a part of a JSON pointer (RFC 6901 §3); cut, for the sender chose its length. */
export function pointerPart(key: string): string {
  return key.slice(0, 128).replace(/~/g, '~0').replace(/\//g, '~1');
}
