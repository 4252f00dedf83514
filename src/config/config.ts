import { randomInt } from 'node:crypto';
import type { ApiKey } from './api-keys';
import { environmentSchema, type Environment } from './config.schema';
import type { OutboundAllow } from './outbound-allow';
import type { RedisTls } from './redis-tls';

/** The whole configuration, by what it is for. Parsed once, at start. */
export interface Config {
  readonly production: boolean;
  readonly http: {
    readonly port: number;
    readonly host: string;
    /** Names that requests may be for; `*`: any. */
    readonly allowedHosts: '*' | readonly string[];
    readonly maxConnections: number;
    /** For a whole request to arrive. */
    readonly requestTimeoutMs: number;
    /** Of all bodies together that are still arriving. */
    readonly maxBodiesBytes: number;
  };
  /** Who may call. */
  readonly access: {
    /** Off: every request may do everything. */
    readonly required: boolean;
    readonly keys: readonly ApiKey[];
    /** More of them, read again when it changes; null: none. */
    readonly keysFile: string | null;
    /** How long a sign-in to the dashboard is good for. */
    readonly sessionMs: number;
  };
  readonly redisUrl: string;
  /** Of `rediss://`: what is trusted, and how the service shows itself. */
  readonly redisTls: RedisTls;
  readonly role: 'all' | 'api' | 'worker';
  readonly namespaces: readonly string[];
  readonly worker: {
    /** Weight 0: what is left by the queues before it. All are 0 where the order is strict. */
    readonly queues: '*' | readonly { readonly queue: string; readonly weight: number }[];
    readonly concurrency: number;
    readonly leaseMs: number;
    readonly reapMs: number;
    readonly maxResultBytes: number;
  };
  readonly jobs: {
    /** Most jobs of a namespace that run at once, on all workers together; null: any number. */
    readonly namespaceConcurrency: number | null;
    readonly maxLapses: number;
    readonly maxPayloadBytes: number;
    /** Of what handlers write: lines and bytes that are kept of one job, and where a line is cut. */
    readonly log: { readonly lines: number; readonly bytes: number; readonly lineBytes: number };
    readonly limits: {
      readonly maxDepth: number;
      readonly maxBytes: number;
      /** Of a namespace, over all its queues; null: no limit. */
      readonly namespaceMaxDepth: number | null;
      readonly namespaceMaxBytes: number | null;
      readonly ratePerSecond: number;
      readonly rateBurst: number;
    };
  };
  /** Of the store's memory: above it, new jobs are refused. */
  readonly maxMemoryPercent: number;
  readonly retention: {
    readonly ms: number;
    readonly failedMs: number;
    readonly count: number;
    readonly bytes: number;
  };
  readonly durability: {
    /** Of jobs that do not say. */
    readonly default: Environment['SLUICE_DURABILITY'];
    /** How many replicas must have a job that is to be replicated, and how long they may take. */
    readonly replicas: number;
    readonly waitMs: number;
  };
  /** Clients of `GET /events` at once. */
  readonly maxEventClients: number;
  readonly shutdown: { readonly graceMs: number; readonly delayMs: number };
  readonly failure: { readonly injection: boolean; readonly rate: number; readonly seed: number };
  readonly simulateMs: number;
  /** Folder of handlers of the user's own; null: none. */
  readonly handlersFolder: string | null;
  /** What the service calls itself: jobs of type `http`. */
  readonly outbound: {
    readonly allow: OutboundAllow;
    /** Each `whsec_…`; every request is signed with all of them. None: not signed. */
    readonly webhookSecrets: readonly string[];
  };
  /** Traces by OpenTelemetry; null: none. */
  readonly tracing: {
    /** Where spans are sent: OTLP over HTTP. */
    readonly url: string;
    readonly sampler: Environment['OTEL_TRACES_SAMPLER'];
    readonly ratio: number;
    /** A span for each request, too. */
    readonly requests: boolean;
  } | null;
  readonly logLevel: Environment['LOG_LEVEL'];
}

/** Every bad option at once, each with its name, the value received and what is wrong. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** An address may hold a password. */
const SECRET = new Set([
  'REDIS_URL',
  'SLUICE_WEBHOOK_SECRETS',
  'SLUICE_API_KEYS',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
]);

/** @throws {ConfigError} naming every option that is missing or not allowed. */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  // An option that is set to nothing is an option that is not set.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map((issue) => {
        const name = String(issue.path[0]);
        const value = given[name];
        if (value === undefined) {
          return `${name} is missing: ${issue.message}`;
        }
        return `${name}=${SECRET.has(name) ? '(not shown)' : value}: ${issue.message}`;
      }),
    );
  }
  return shape(parsed.data);
}

/** A strict order is one without weights: see the claim's queue selection. */
function orderedQueues(env: Environment): Config['worker']['queues'] {
  const { SLUICE_QUEUES: queues, SLUICE_QUEUES_ORDER: order } = env;
  return queues === '*' || order === 'weighted' ? queues : queues.map(({ queue }) => ({ queue, weight: 0 }));
}

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|::1)$/i;

/** By the specification of OpenTelemetry's environment variables: one for traces is taken as it is. */
function tracingOf(env: Environment): Config['tracing'] {
  const base = env.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/\/$/, '');
  const url =
    env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (base === undefined ? undefined : `${base}/v1/traces`);
  const off = env.OTEL_SDK_DISABLED.toLowerCase() === 'true' || env.OTEL_TRACES_EXPORTER === 'none';
  if (url === undefined || off) {
    return null;
  }
  const { OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: ratio } = env;
  return { url, sampler, ratio, requests: env.SLUICE_TRACE_REQUESTS === 'on' };
}

/** Keys that are given are asked for, unless it is said in words that they are not. */
function accessOf(env: Environment): Config['access'] {
  const { SLUICE_AUTH: said, SLUICE_API_KEYS: keys, SLUICE_API_KEYS_FILE: keysFile = null } = env;
  return {
    required: said === undefined ? keys.length > 0 || keysFile !== null : said === 'required',
    keys,
    keysFile,
    sessionMs: env.SLUICE_SESSION_MS,
  };
}

function shape(env: Environment): Config {
  const production = env.NODE_ENV === 'production';
  return {
    production,
    http: {
      port: env.PORT,
      host: env.HOST,
      // Who listens on this machine alone is asked for by its name; elsewhere nobody knows the names.
      allowedHosts: env.SLUICE_ALLOWED_HOSTS ?? (LOOPBACK.test(env.HOST) ? [] : '*'),
      maxConnections: env.SLUICE_MAX_CONNECTIONS,
      requestTimeoutMs: env.SLUICE_REQUEST_TIMEOUT_MS,
      maxBodiesBytes: env.SLUICE_MAX_BODIES_BYTES,
    },
    access: accessOf(env),
    redisUrl: env.REDIS_URL,
    redisTls: {
      ...(env.SLUICE_REDIS_CA_FILE !== undefined && { ca: env.SLUICE_REDIS_CA_FILE }),
      ...(env.SLUICE_REDIS_CERT_FILE !== undefined && { cert: env.SLUICE_REDIS_CERT_FILE }),
      ...(env.SLUICE_REDIS_KEY_FILE !== undefined && { key: env.SLUICE_REDIS_KEY_FILE }),
    },
    role: env.SLUICE_ROLE,
    namespaces: env.SLUICE_NAMESPACES,
    worker: {
      queues: orderedQueues(env),
      concurrency: env.SLUICE_CONCURRENCY,
      leaseMs: env.SLUICE_LEASE_MS,
      reapMs: env.SLUICE_REAP_MS,
      maxResultBytes: env.SLUICE_MAX_RESULT_BYTES,
    },
    jobs: {
      namespaceConcurrency: env.SLUICE_NAMESPACE_CONCURRENCY || null,
      maxLapses: env.SLUICE_MAX_LAPSES,
      maxPayloadBytes: env.SLUICE_MAX_PAYLOAD_BYTES,
      log: {
        lines: env.SLUICE_LOG_LINES,
        bytes: env.SLUICE_LOG_BYTES,
        lineBytes: env.SLUICE_LOG_LINE_BYTES,
      },
      limits: {
        maxDepth: env.SLUICE_MAX_DEPTH,
        maxBytes: env.SLUICE_MAX_BYTES,
        namespaceMaxDepth: env.SLUICE_NAMESPACE_MAX_DEPTH ?? null,
        namespaceMaxBytes: env.SLUICE_NAMESPACE_MAX_BYTES ?? null,
        ratePerSecond: env.SLUICE_RATE_LIMIT,
        rateBurst: env.SLUICE_RATE_BURST,
      },
    },
    maxMemoryPercent: env.SLUICE_MAX_MEMORY_PERCENT,
    retention: {
      ms: env.SLUICE_RETENTION_MS,
      failedMs: env.SLUICE_RETENTION_FAILED_MS,
      count: env.SLUICE_RETENTION_COUNT,
      bytes: env.SLUICE_RETENTION_BYTES,
    },
    durability: {
      default: env.SLUICE_DURABILITY,
      replicas: env.SLUICE_DURABILITY_REPLICAS,
      waitMs: env.SLUICE_DURABILITY_WAIT_MS,
    },
    maxEventClients: env.SLUICE_MAX_EVENT_CLIENTS,
    shutdown: { graceMs: env.SLUICE_SHUTDOWN_GRACE_MS, delayMs: env.SLUICE_SHUTDOWN_DELAY_MS },
    failure: {
      injection: (env.SLUICE_FAILURE_INJECTION ?? (production ? 'off' : 'on')) === 'on',
      rate: env.SLUICE_FAILURE_RATE,
      seed: env.SLUICE_FAILURE_SEED >= 0 ? env.SLUICE_FAILURE_SEED : randomInt(2 ** 32),
    },
    simulateMs: env.SLUICE_SIMULATE_MS,
    handlersFolder: env.SLUICE_HANDLERS ?? null,
    outbound: { allow: env.SLUICE_OUTBOUND_ALLOW, webhookSecrets: env.SLUICE_WEBHOOK_SECRETS },
    tracing: tracingOf(env),
    logLevel: env.LOG_LEVEL,
  };
}
