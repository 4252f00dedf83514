import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseApiKeys } from './api-keys';
import { parseOutboundAllow } from './outbound-allow';
import { parseRedisUrl, RedisUrlError } from './redis-url';

const DAY_MS = 86_400_000;

const intOrNone = (min: number, max: number) =>
  z
    .string()
    .regex(/^-?\d+$/, 'is not a whole number')
    .transform(Number)
    .pipe(z.number().int().min(min).max(max));

const int = (min: number, max: number, fallback: number) => intOrNone(min, max).default(fallback);

const NAME = /^(?!\.{1,2}$)[A-Za-z0-9._@-]{1,128}$/;

const namespaces = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .pipe(
    z
      .array(z.string().regex(NAME, 'is not a list of names of A-Z a-z 0-9 . _ @ -'))
      .min(1)
      .refine((names) => new Set(names).size === names.length, 'names a namespace twice'),
  )
  .default(['default']);

/** `*`, or `critical:6,default:3,low`. */
const queues = z
  .string()
  .transform((text, context) => {
    if (text.trim() === '*') {
      return '*' as const;
    }
    const seen = new Map<string, number>();
    for (const part of text.split(',')) {
      const [queue = '', weight = '1', ...rest] = part.trim().split(':');
      if (!NAME.test(queue) || !/^[1-9]\d{0,2}$/.test(weight) || rest.length > 0 || seen.has(queue)) {
        context.addIssue({ code: 'custom', message: 'is not `*` or a list like critical:6,default:3,low' });
        return z.NEVER;
      }
      seen.set(queue, Number(weight));
    }
    return [...seen].map(([queue, weight]) => ({ queue, weight }));
  })
  .default('*');

const outboundAllow = z
  .string()
  .transform((text, context) => {
    const allow = parseOutboundAllow(text);
    if ('bad' in allow) {
      const message = `has '${allow.bad}', which is no host name, *.domain, address or network (10.0.0.0/8)`;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }
    return allow;
  })
  .default({ hosts: [], networks: [] });

/** `*`, or names without ports. */
const allowedHosts = z
  .string()
  .transform((text, context) => {
    const names = text.split(',').map((name) => name.trim().toLowerCase());
    if (names.length === 1 && names[0] === '*') {
      return '*' as const;
    }
    if (!names.every((name) => HOST_NAME.test(name))) {
      context.addIssue({ code: 'custom', message: 'is not `*` or a list of host names without ports' });
      return z.NEVER;
    }
    return names;
  })
  .optional();

const HOST_NAME = /^[a-z0-9_]([a-z0-9._-]{0,251}[a-z0-9_])?$/;

/** Standard Webhooks: `whsec_` and base64 of 24 to 64 random bytes. */
const webhookSecrets = z
  .string()
  .transform((text, context) => {
    const secrets = text.split(',').map((secret) => secret.trim());
    if (!secrets.every(isWebhookSecret) || secrets.length > MOST_WEBHOOK_SECRETS) {
      const message = `is not a list of 1 to ${MOST_WEBHOOK_SECRETS} secrets, each whsec_ and base64 of 24 to 64 bytes`;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }
    return secrets;
  })
  .default([]);

const MOST_WEBHOOK_SECRETS = 5;

function isWebhookSecret(text: string): boolean {
  const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text)?.[1];
  const bytes = Buffer.from(base64 ?? '', 'base64');
  return bytes.toString('base64') === base64 && bytes.length >= 24 && bytes.length <= 64;
}

const apiKeys = z
  .string()
  .transform((text, context) => {
    const keys = parseApiKeys(text);
    if ('bad' in keys) {
      context.addIssue({ code: 'custom', message: keys.bad });
      return z.NEVER;
    }
    return keys;
  })
  .default([]);

const httpUrl = z
  .string()
  .refine(
    (text) => /^https?:\/\//i.test(text) && URL.canParse(text),
    'is not an http:// or https:// address',
  );

/** OpenTelemetry's names for them. */
const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/** Stays a text; what is wrong with it is told by the name of its part, since it may hold a password. */
const redisUrl = z.string().superRefine((text, context) => {
  try {
    parseRedisUrl(text);
  } catch (error) {
    if (!(error instanceof RedisUrlError)) {
      throw error;
    }
    context.addIssue({ code: 'custom', message: error.message });
  }
});

/** Path of a file in PEM, which is read at once. */
const pemFile = (what: string) =>
  z
    .string()
    .transform((path, context) => {
      let text = '';
      let reason = `has no ${what} in PEM`;
      try {
        text = readFileSync(path, 'utf8');
      } catch (error) {
        reason = `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'no reason given'})`;
      }
      if (!new RegExp(`-----BEGIN [A-Z ]*${what.toUpperCase()}-----`).test(text)) {
        context.addIssue({ code: 'custom', message: reason });
        return z.NEVER;
      }
      return text;
    })
    .optional();

/** Every environment variable that Sluice reads. docs and messages take names and bounds from here. */
export const environmentSchema = z
  .object({
    NODE_ENV: z.string().default('development'),
    PORT: int(0, 65_535, 8080),
    HOST: z.string().min(1).default('127.0.0.1'),
    SLUICE_ALLOWED_HOSTS: allowedHosts,
    SLUICE_AUTH: z.enum(['required', 'off']).optional(),
    SLUICE_API_KEYS: apiKeys,
    SLUICE_API_KEYS_FILE: z.string().optional(),
    SLUICE_SESSION_MS: int(60_000, 30 * DAY_MS, DAY_MS / 2),
    SLUICE_MAX_CONNECTIONS: int(1, 1_000_000, 10_000),
    SLUICE_REQUEST_TIMEOUT_MS: int(100, DAY_MS, 300_000),
    SLUICE_MAX_BODIES_BYTES: int(1_000_000, Number.MAX_SAFE_INTEGER, 268_435_456),
    REDIS_URL: redisUrl,
    SLUICE_REDIS_CA_FILE: pemFile('certificate'),
    SLUICE_REDIS_CERT_FILE: pemFile('certificate'),
    SLUICE_REDIS_KEY_FILE: pemFile('private key'),
    SLUICE_ROLE: z.enum(['all', 'api', 'worker']).default('all'),
    SLUICE_NAMESPACES: namespaces,
    SLUICE_QUEUES: queues,
    SLUICE_QUEUES_ORDER: z.enum(['weighted', 'strict']).default('weighted'),
    SLUICE_CONCURRENCY: int(1, 10_000, 10),
    SLUICE_LEASE_MS: int(1_000, DAY_MS, 30_000),
    SLUICE_REAP_MS: int(50, DAY_MS, 5_000),
    SLUICE_MAX_LAPSES: int(0, 100, 3),
    SLUICE_MAX_DEPTH: int(0, 1_000_000_000, 100_000),
    SLUICE_MAX_BYTES: int(0, Number.MAX_SAFE_INTEGER, 268_435_456),
    SLUICE_NAMESPACE_MAX_DEPTH: intOrNone(0, 1_000_000_000).optional(),
    SLUICE_NAMESPACE_MAX_BYTES: intOrNone(0, Number.MAX_SAFE_INTEGER).optional(),
    SLUICE_NAMESPACE_CONCURRENCY: int(0, 1_000_000_000, 0),
    SLUICE_MAX_PAYLOAD_BYTES: int(2, 16_000_000, 1_048_576),
    SLUICE_MAX_RESULT_BYTES: int(2, 16_000_000, 262_144),
    SLUICE_LOG_LINES: int(1, 10_000, 1_000),
    SLUICE_LOG_BYTES: int(1_000, 1_048_576, 65_536),
    SLUICE_LOG_LINE_BYTES: int(16, 65_536, 2_048),
    SLUICE_MAX_MEMORY_PERCENT: int(1, 100, 95),
    SLUICE_RATE_LIMIT: int(0, 1_000_000_000, 5_000),
    SLUICE_RATE_BURST: int(1, 1_000_000_000, 10_000),
    SLUICE_DURABILITY: z.enum(['primary', 'replicated']).default('primary'),
    SLUICE_DURABILITY_REPLICAS: int(1, 100, 1),
    SLUICE_DURABILITY_WAIT_MS: int(1, 60_000, 1_000),
    SLUICE_MAX_EVENT_CLIENTS: int(0, 10_000, 100),
    SLUICE_SHUTDOWN_GRACE_MS: int(0, DAY_MS, 25_000),
    SLUICE_SHUTDOWN_DELAY_MS: int(0, DAY_MS, 0),
    SLUICE_RETENTION_MS: int(0, 10 * 365 * DAY_MS, 7 * DAY_MS),
    SLUICE_RETENTION_COUNT: int(0, 1_000_000_000, 100_000),
    SLUICE_RETENTION_BYTES: int(0, Number.MAX_SAFE_INTEGER, 268_435_456),
    SLUICE_RETENTION_FAILED_MS: int(0, 10 * 365 * DAY_MS, 30 * DAY_MS),
    SLUICE_FAILURE_INJECTION: z.enum(['on', 'off']).optional(),
    SLUICE_FAILURE_RATE: z
      .string()
      .regex(/^\d*\.?\d+$/, 'is not a number from 0 to 1')
      .transform(Number)
      .pipe(z.number().min(0).max(1))
      .default(0),
    SLUICE_FAILURE_SEED: int(0, 4_294_967_295, -1),
    SLUICE_SIMULATE_MS: int(0, DAY_MS, 200),
    SLUICE_HANDLERS: z.string().optional(),
    SLUICE_OUTBOUND_ALLOW: outboundAllow,
    SLUICE_WEBHOOK_SECRETS: webhookSecrets,
    OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: httpUrl.optional(),
    OTEL_TRACES_EXPORTER: z.string().default('otlp'),
    OTEL_TRACES_SAMPLER: z.enum(SAMPLERS).default('parentbased_always_on'),
    OTEL_TRACES_SAMPLER_ARG: z
      .string()
      .regex(/^\d*\.?\d+$/, 'is not a number from 0 to 1')
      .transform(Number)
      .pipe(z.number().min(0).max(1))
      .default(1),
    SLUICE_TRACE_REQUESTS: z.enum(['on', 'off']).default('off'),
    OTEL_SDK_DISABLED: z.string().default('false'),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  })
  .superRefine((env, context) => {
    for (const name of ['SLUICE_REDIS_CA_FILE', 'SLUICE_REDIS_CERT_FILE', 'SLUICE_REDIS_KEY_FILE'] as const) {
      if (env[name] !== undefined && !env.REDIS_URL.startsWith('rediss')) {
        const message =
          'is for TLS only: REDIS_URL must begin with rediss://, rediss+sentinel:// or rediss+cluster://';
        context.addIssue({ code: 'custom', path: [name], message });
      }
    }
    if ((env.SLUICE_REDIS_CERT_FILE === undefined) !== (env.SLUICE_REDIS_KEY_FILE === undefined)) {
      context.addIssue({
        code: 'custom',
        path: [env.SLUICE_REDIS_CERT_FILE === undefined ? 'SLUICE_REDIS_KEY_FILE' : 'SLUICE_REDIS_CERT_FILE'],
        message: 'needs the other one, too: SLUICE_REDIS_CERT_FILE and SLUICE_REDIS_KEY_FILE belong together',
      });
    }
    const keyless = env.SLUICE_API_KEYS.length === 0 && env.SLUICE_API_KEYS_FILE === undefined;
    const required =
      env.SLUICE_AUTH === 'required' || (env.SLUICE_AUTH === undefined && env.NODE_ENV === 'production');
    if (required && keyless) {
      context.addIssue({
        code: 'custom',
        path: ['SLUICE_API_KEYS'],
        message:
          'in production every request needs an API key. `npx sluice keys new` makes one, and ' +
          'SLUICE_API_KEYS_FILE may name a file of them; SLUICE_AUTH=off says that none is wanted',
      });
    }
    if (env.SLUICE_REAP_MS > env.SLUICE_LEASE_MS * 10) {
      context.addIssue({
        code: 'custom',
        path: ['SLUICE_REAP_MS'],
        message: 'is more than ten times SLUICE_LEASE_MS, so lapsed leases would go unnoticed',
      });
    }
    if (env.SLUICE_QUEUES_ORDER === 'strict' && env.SLUICE_QUEUES === '*') {
      context.addIssue({
        code: 'custom',
        path: ['SLUICE_QUEUES_ORDER'],
        message: 'strict needs queues named in SLUICE_QUEUES, first to last',
      });
    }
    if (env.SLUICE_LOG_LINE_BYTES > env.SLUICE_LOG_BYTES) {
      context.addIssue({
        code: 'custom',
        path: ['SLUICE_LOG_LINE_BYTES'],
        message: 'is more than SLUICE_LOG_BYTES, so one line would be more than a log may be',
      });
    }
    if (env.SLUICE_RATE_LIMIT > 0 && env.SLUICE_RATE_BURST < 1) {
      context.addIssue({ code: 'custom', path: ['SLUICE_RATE_BURST'], message: 'must be at least 1' });
    }
  });

export type Environment = z.infer<typeof environmentSchema>;
