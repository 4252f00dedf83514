import { createHash } from 'node:crypto';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { sendBody } from '../http/send';

const STYLE = `
:root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--ink:#171c23;--ink-2:#465060;--edge:#7f8893;--accent:#2a4fd0;--on:#fff;--bad:#b42318}
@media (prefers-color-scheme:dark){:root{--bg:#14181d;--card:#1b2027;--ink:#e8ebef;--ink-2:#b4bcc7;--edge:#6f7986;--accent:#8fadff;--on:#10141a;--bad:#ff9c8f}}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--bg);color:var(--ink);font:14px/20px system-ui,sans-serif}
main{width:min(24rem,calc(100vw - 2rem));background:var(--card);padding:24px;border-radius:8px;box-sizing:border-box}
h1{font-size:20px;line-height:28px;margin:0 0 8px}p{margin:0 0 16px;color:var(--ink-2)}.bad{color:var(--bad)}
label{display:block;font-weight:600;margin-bottom:4px}
input{width:100%;box-sizing:border-box;height:36px;padding:0 8px;border:1px solid var(--edge);border-radius:6px;background:var(--card);color:var(--ink);font:13px ui-monospace,monospace}
button{margin-top:16px;height:36px;padding:0 16px;border:0;border-radius:6px;background:var(--accent);color:var(--on);font:600 14px system-ui,sans-serif;cursor:pointer}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
`;

/** No script, nothing from elsewhere, and its form goes to us. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

const HEADERS = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  // A form whose page tells no origin could not be told from one of another page.
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
  Vary: 'Accept, Cookie, Authorization',
} as const;

/** Does a person with a browser ask, for a page? Programs, and the scripts of pages, want problem documents. */
export function wantsPage({ method, headers }: HttpRequest): boolean {
  return (method === 'GET' || method === 'HEAD') && /\btext\/html\b/i.test(headers.accept ?? '');
}

/**
 * Answers 401 with a form in place of the page that was asked for: signed in, the browser gets that.
 *
 * @param back where to go then, from the root of the service on, without a slash in front
 */
export function sendSignIn(
  request: HttpRequest,
  response: HttpResponse,
  {
    challenge,
    bad,
    back,
  }: { readonly challenge: string; readonly bad: string | null; readonly back: string },
): void {
  const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>Sign in · Sluice</title><style>${STYLE}</style></head>
<body><main><h1>Sign in to Sluice</h1>
<p${bad === null ? '' : ' class="bad" role="alert"'}>${escaped(bad ?? 'With an API key. It stays with the service; the browser keeps a cookie that ends by itself.')}</p>
<form method="post" action="${toRoot(request.path)}session">
<input type="hidden" name="back" value="${escaped(back)}">
<label for="key">API key</label>
<input id="key" name="key" type="password" autocomplete="current-password" spellcheck="false" autofocus required>
<button type="submit">Sign in</button>
</form></main></body></html>
`;
  sendBody(response, 401, 'text/html; charset=utf-8', html, { ...HEADERS, 'WWW-Authenticate': challenge });
}

/** From a page to the root, relative: whatever prefix a proxy puts before it stays. */
function toRoot(path: string): string {
  return '../'.repeat(path.split('/').length - 2) || './';
}

/** Only to pages of ours: a sign-in that led anywhere could lead to a page that looks like this one. */
const OURS = /^(?:dashboard|docs)(?:[/?][\x21-\x5b\x5d-\x7e]*)?$/;
const HOME = 'dashboard';

/** The way back to what was asked for. @param address path and query, or what a form says it was */
export function wayBack(address: string): string {
  const back = address.replace(/^\//, '');
  return OURS.test(back) && back.length <= 2_000 ? back : HOME;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
