import { gzipSync } from 'node:zlib';
import type { ApiDocument, Content, Operation, Parameter } from './api-document';
import type { Dice } from './dice';
import type { Harvest } from './harvest';
import { hostileText, jsonText, spoiled } from './hostile-values';
import { ValidValues } from './valid-values';

export interface FuzzRequest {
  readonly operation: Operation;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
  /** That only this request uses; null: one that all share. */
  readonly ownNamespace: string | null;
}

/** How much of a request is wrong on purpose. */
type Intent = 'valid' | 'spoiled' | 'hostile';

/** Unwise in a header, and nothing that an HTTP client would send. */
const NOT_IN_HEADERS = /[^\x20-\x7e\x80-\xff]/g;

const SOME_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PROPFIND'];
const SOME_TYPES = [
  'text/plain',
  'application/json; charset=utf-16',
  'application/xml',
  'multipart/form-data',
  'a',
  '',
];
const SOME_HEADERS: readonly (readonly [string, string])[] = [
  ['accept', 'application/openmetrics-text'],
  ['accept', ';;;,q=x'],
  ['accept-encoding', 'gzip;q=0, br'],
  ['if-none-match', '*'],
  ['range', 'bytes=0-1'],
  ['cache-control', 'max-age=2'],
  ['traceparent', '00-zz'],
  ['traceparent', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'],
  ['x-http-method-override', 'DELETE'],
  ['x-request-id', 'a b'],
  ['cookie', '=;;='],
  ['authorization', 'Bearer nothing'],
  ['origin', 'https://elsewhere.invalid'],
  ['sec-fetch-site', 'cross-site'],
];

/** Makes requests: some as the document asks for them, most of them not. */
export class RequestMaker {
  private readonly values: ValidValues;
  private made = 0;

  constructor(
    document: ApiDocument,
    private readonly operations: readonly Operation[],
    private readonly dice: Dice,
    private readonly harvest: Harvest,
  ) {
    this.values = new ValidValues(document, dice, harvest);
  }

  next(): FuzzRequest {
    const { dice } = this;
    this.made += 1;
    const operation = dice.pick(this.operations);
    const intent = dice.pick<Intent>(['valid', 'valid', 'spoiled', 'spoiled', 'hostile']);
    const leased = operation.path.startsWith('/leases/{') ? this.harvest.leased(dice) : null;
    const ownNamespace = intent !== 'valid' && dice.chance(0.5) ? `own-${this.made}` : null;
    const headers: Record<string, string> = {
      ...this.headers(operation, intent),
      ...(ownNamespace === null ? {} : { 'sluice-namespace': ownNamespace }),
      ...(intent === 'hostile' && dice.chance(0.3) ? Object.fromEntries([dice.pick(SOME_HEADERS)]) : {}),
    };
    const method = intent === 'hostile' && dice.chance(0.05) ? dice.pick(SOME_METHODS) : operation.method;
    const path = this.path(operation, intent, leased?.[0] ?? null) + this.query(operation, intent);
    const body = this.body(operation, intent, leased?.[1] ?? null, headers);
    return { operation, method, path, headers, body, ownNamespace };
  }

  private path(operation: Operation, intent: Intent, jobId: string | null): string {
    const { dice } = this;
    const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
      if (intent === 'hostile' && dice.chance(0.5)) {
        return dice.chance(0.8)
          ? encodeURIComponent(wellFormed(hostileText(dice)))
          : dice.pick(['%', '%ff', '%2e%2e', ';a', '%2F', '%00']);
      }
      const parameter = operation.parameters.find((one) => one.name === name);
      const kind = name === 'id' ? 'job_id' : name;
      return encodeURIComponent(jobId ?? String(this.values.make(parameter?.schema ?? {}, kind)));
    });
    return intent === 'hostile' && dice.chance(0.05)
      ? dice.pick([`/${path}`, `${path}/`, path.toUpperCase(), `${path}/x`])
      : path;
  }

  private query(operation: Operation, intent: Intent): string {
    const { dice } = this;
    const parameters = operation.parameters.filter(({ in: where }) => where === 'query');
    const pairs = parameters
      .filter(({ required }) => dice.chance(required === true ? 0.95 : 0.3))
      .map((parameter) => `${parameter.name}=${this.parameter(parameter, intent)}`);
    if (intent !== 'valid' && dice.chance(0.2)) {
      pairs.push(dice.pick(['nope=1', 'a[b]=c', '__proto__=1', '=', '&&', '%=%', 'x=%ff', ...pairs]));
    }
    return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
  }

  private parameter({ schema, name }: Parameter, intent: Intent): string {
    const { dice } = this;
    const hostile = intent === 'hostile' ? 0.5 : intent === 'spoiled' ? 0.3 : 0;
    const value = dice.chance(hostile) ? hostileText(dice) : this.values.make(schema, name);
    return encodeURIComponent(wellFormed(String(value)));
  }

  private headers(operation: Operation, intent: Intent): Record<string, string> {
    const { dice } = this;
    const wrong = intent === 'valid' ? 0 : 0.2;
    return Object.fromEntries(
      operation.parameters
        .filter(
          ({ in: where, name }) =>
            where === 'header' && dice.chance(name === 'Sluice-Namespace' ? 0.1 : 0.15),
        )
        .map(({ name, schema }) => {
          const value = dice.chance(wrong)
            ? hostileText(dice)
            : name === 'Sluice-Namespace'
              ? 'second'
              : this.values.make(schema, name);
          return [name.toLowerCase(), String(value).replace(NOT_IN_HEADERS, '?').slice(0, 4_000)];
        }),
    );
  }

  /** Sets what headers tell of it. */
  private body(
    operation: Operation,
    intent: Intent,
    token: string | null,
    headers: Record<string, string>,
  ): Buffer | null {
    const { dice } = this;
    const types = Object.entries(operation.body);
    if (types.length === 0) {
      return intent === 'hostile' && dice.chance(0.2) ? Buffer.from('{"x":1}') : null;
    }
    const [type, content] = dice.pick(types);
    headers['content-type'] = intent === 'hostile' && dice.chance(0.1) ? dice.pick(SOME_TYPES) : type;
    let value = this.content(content);
    if (token !== null && typeof value === 'object' && value !== null) {
      value = { ...value, lease_token: token };
    }
    for (let times = intent === 'valid' ? 0 : dice.int(1, 2); times > 0; times--) {
      value = spoiled(value, dice);
    }
    const text =
      type.includes('ndjson') && Array.isArray(value) ? value.map(jsonText).join('\n') : jsonText(value);
    const bytes = Buffer.from(text, 'utf8');
    return intent === 'hostile' ? this.garbled(bytes, headers) : bytes;
  }

  private content({ schema, examples = {} }: Content): unknown {
    const { dice } = this;
    const shown = Object.values(examples);
    return shown.length > 0 && dice.chance(0.3) ? dice.pick(shown).value : this.values.make(schema, '');
  }

  private garbled(bytes: Buffer, headers: Record<string, string>): Buffer {
    const { dice } = this;
    const at = dice.int(0, Math.max(0, bytes.length - 1));
    switch (dice.int(0, 11)) {
      case 0:
        return bytes.subarray(0, at);
      case 1:
        return Buffer.concat([bytes.subarray(0, at), Buffer.from([dice.int(0, 255)]), bytes.subarray(at)]);
      case 2:
        return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]);
      case 3:
        headers['content-encoding'] = 'gzip';
        return gzipSync(bytes);
      case 4:
        headers['content-encoding'] = dice.pick(['gzip', 'br', 'deflate', 'gzip, gzip', 'identity', '']);
        return dice.chance(0.5) ? gzipSync(bytes).subarray(0, at) : bytes;
      case 5:
        return Buffer.from(bytes.toString('utf8'), 'utf16le');
      case 6:
        return Buffer.from('['.repeat(dice.int(1, 5_000)));
      default:
        return bytes;
    }
  }
}

/** encodeURIComponent refuses halves of surrogate pairs. */
function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
