import type { ServerResponse } from 'node:http';

export const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * Writes an answer in one piece. Past Express's `send`, which would work out an ETag and a charset for each.
 */
export function sendBody(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.destroyed) {
    return; // the client left
  }
  response.writeHead(status, {
    ...headers,
    'Content-Type': contentType,
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}

/** @param json JSON text; payloads and results are spliced into it, so it is not to be made from a value here. */
export function sendJson(
  response: ServerResponse,
  status: number,
  json: string,
  headers?: Readonly<Record<string, string>>,
): void {
  sendBody(response, status, JSON_TYPE, json, headers);
}
