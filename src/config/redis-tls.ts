import { readFileSync } from 'node:fs';

/** What a connection over TLS needs besides the system's certificates: texts in PEM. */
export interface RedisTls {
  /** Trusted in place of the system's. */
  readonly ca?: string;
  /** Shown to Redis, with its private key. */
  readonly cert?: string;
  readonly key?: string;
}

/** The files that these variables name, for programs that have no other configuration. @throws if one cannot be read */
export function readRedisTls(env: Readonly<Record<string, string | undefined>>): RedisTls {
  const text = (name: string): string | undefined => {
    const path = env[name];
    return path === undefined || path === '' ? undefined : readFileSync(path, 'utf8');
  };
  const [ca, cert, key] = ['SLUICE_REDIS_CA_FILE', 'SLUICE_REDIS_CERT_FILE', 'SLUICE_REDIS_KEY_FILE'].map(
    text,
  );
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
}
