import type { IncomingMessage } from 'node:http';

/** 32 random bytes, base64url: as long as no hash function is broken, nobody guesses one. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

const NAME = 'sluice_session';
/** Browsers take it over TLS only, from this very host, for all of its paths. */
const HOST_NAME = `__Host-${NAME}`;

/** What a browser holds of its sign-in; null: nothing that could be one. */
export function sessionTokenOf({ headers }: IncomingMessage): string | null {
  const { cookie } = headers;
  if (cookie === undefined) {
    return null;
  }
  const found = new Map(
    cookie.split(';').map((pair): [string, string] => {
      const [name = '', value = ''] = pair.split('=', 2);
      return [name.trim(), value.trim()];
    }),
  );
  const token = found.get(HOST_NAME) ?? found.get(NAME) ?? '';
  return TOKEN.test(token) ? token : null;
}

/** Not for scripts, and not sent with what other sites make the browser ask. */
export function sessionCookie(request: IncomingMessage, token: string, maxAgeMs: number): string {
  const seconds = Math.floor(maxAgeMs / 1_000);
  const rest = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}`;
  return isSecure(request) ? `${HOST_NAME}=${token}; ${rest}; Secure` : `${NAME}=${token}; ${rest}`;
}

/** Ends both: whoever moved to TLS may have one of each. */
export function forgottenCookies(): string[] {
  const rest = 'Path=/; HttpOnly; SameSite=Strict; Max-Age=0';
  return [`${HOST_NAME}=; ${rest}; Secure`, `${NAME}=; ${rest}`];
}

/** TLS ends before us: browsers tell by the origin of the form, proxies by their header. A lie harms its teller only. */
function isSecure({ headers }: IncomingMessage): boolean {
  return (
    headers.origin?.startsWith('https://') === true ||
    /^\s*https\b/i.test(String(headers['x-forwarded-proto'] ?? ''))
  );
}
