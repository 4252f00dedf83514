import type { HttpRequest, HttpResponse } from '../http/exchange';
import type { DashboardFile } from './dashboard-files';

/**
 * Nothing from elsewhere, nothing inline, no place where text becomes HTML or a script (Trusted Types), and nobody
 * may put the page into a frame.
 */
const POLICY = [
  "default-src 'none'",
  ...['script', 'style', 'img', 'connect'].map((kind) => `${kind}-src 'self'`),
  ...['base-uri', 'form-action', 'frame-ancestors'].map((kind) => `${kind} 'none'`),
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const SECURITY = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

const GZIP = /(?:^|,)\s*gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[\d.]+\s*)?(?:,|$)/i;

/** Answers with a file: zipped where the client takes that, 304 where it has it already. */
export function sendFile(request: HttpRequest, response: HttpResponse, file: DashboardFile): void {
  const headers = {
    ...SECURITY,
    ETag: file.etag,
    'Cache-Control': file.lasting ? 'public, max-age=31536000, immutable' : 'no-cache',
    Vary: 'Accept-Encoding',
  };
  if (isKnown(request.headers['if-none-match'], file.etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  const zip = GZIP.test(request.headers['accept-encoding'] ?? '');
  const body = zip ? file.zipped : file.body;
  response.writeHead(200, {
    ...headers,
    ...(zip ? { 'Content-Encoding': 'gzip' } : {}),
    'Content-Type': file.type,
    'Content-Length': body.byteLength,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  return (
    ifNoneMatch !== undefined &&
    ifNoneMatch.split(',').some((one) => one.trim().replace(/^W\//, '') === etag || one.trim() === '*')
  );
}
