import { type Fields, parseAnswer } from './answer';
import { EXIT } from './exit-codes';
import { CliFailure, usage } from './failure';
import { problemSentence } from './problem-sentence';

export interface Address {
  readonly url: string;
  readonly namespace: string | undefined;
  readonly key: string | undefined;
}

export interface Call {
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** JSON text. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** How long the server may take by intention, on top of {@link ANSWER_MS} (ms). */
  readonly patienceMs?: number;
}

/** The longest that an answer takes (ms). */
const ANSWER_MS = 20_000;

/** The HTTP API of one service. */
export class Connection {
  private readonly base: string;
  private readonly headers: Readonly<Record<string, string>>;

  constructor(address: Address) {
    this.base = baseOf(address.url);
    this.headers = {
      accept: 'application/json',
      ...(address.namespace === undefined ? {} : { 'sluice-namespace': address.namespace }),
      ...(address.key === undefined ? {} : { authorization: `Bearer ${address.key}` }),
    };
  }

  /**
   * The answer's JSON text. @throws {CliFailure} `refused` for any status but 2xx and for what is no JSON,
   * `unreachable` where no answer came.
   */
  async call(method: string, path: string, call: Call = {}): Promise<string> {
    const { response, text } = await this.send(method, path, call);
    if (response.ok) {
      return text;
    }
    const problem = asFields(text);
    if (problem === null) {
      throw new CliFailure(
        EXIT.refused,
        `${this.base} answered ${response.status} ${response.statusText}`.trim(),
        { code: 'refused', status: response.status },
      );
    }
    throw new CliFailure(
      EXIT.refused,
      problemSentence(problem, response.headers.get('retry-after')),
      problem,
    );
  }

  /** As {@link call}, parsed. */
  async read(method: string, path: string, call: Call = {}): Promise<Fields> {
    return this.parse(await this.call(method, path, call));
  }

  /** @throws {CliFailure} where it is no JSON object */
  parse(text: string): Fields {
    const fields = asFields(text);
    if (fields === null) {
      throw new CliFailure(
        EXIT.refused,
        `${this.base} does not answer as Sluice does: is it the right address?`,
      );
    }
    return fields;
  }

  private async send(
    method: string,
    path: string,
    { query = {}, body, headers, patienceMs = 0 }: Call,
  ): Promise<{ response: Response; text: string }> {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) {
        parameters.set(name, String(value));
      }
    }
    const search = parameters.size === 0 ? '' : `?${parameters.toString()}`;
    try {
      const response = await fetch(`${this.base}${path}${search}`, {
        method,
        headers: {
          ...this.headers,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body }),
        // A key must not follow wherever a redirect leads.
        redirect: 'manual',
        signal: AbortSignal.timeout(ANSWER_MS + patienceMs),
      });
      return { response, text: await response.text() };
    } catch (error) {
      throw new CliFailure(EXIT.unreachable, `${this.base} cannot be reached: ${causeOf(error)}`);
    }
  }
}

/** One part of a path. @throws {CliFailure} `usage` for what would name another path */
export function segment(what: string, text: string): string {
  if (text === '' || text === '.' || text === '..') {
    throw usage(`"${text}" is not ${what}`);
  }
  try {
    return encodeURIComponent(text);
  } catch {
    throw usage(`this is not ${what}: it is not well-formed text`);
  }
}

function baseOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw usage(`"${text}" is not an address: it must be like http://localhost:8080`);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw usage('the address must not hold a user, a password, a query or a fragment');
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function asFields(text: string): Fields | null {
  try {
    return text.trimStart().startsWith('{') ? parseAnswer(text) : null;
  } catch {
    return null;
  }
}

/** What lies under fetch's "fetch failed". */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  if (error.name === 'TimeoutError') {
    return 'no answer in time';
  }
  const { cause } = error;
  if (cause instanceof AggregateError && cause.errors.length > 0) {
    return causeOf(cause.errors[0]);
  }
  return cause instanceof Error ? causeOf(cause) : error.message;
}
