import type { FuzzAnswer } from './exchange';
import type { FuzzRequest } from './request-maker';

/** Of a body in an example. */
const MOST_SHOWN = 600;

interface Finding {
  count: number;
  readonly example: string;
}

/** What was wrong, once for each kind, with a request that shows it. */
export class Findings {
  private readonly found = new Map<string, Finding>();

  note(where: string, what: string, request?: FuzzRequest, answer?: FuzzAnswer | null): void {
    const key = `${where}: ${what}`;
    const finding = this.found.get(key) ?? {
      count: 0,
      example: request === undefined ? '' : shown(request, answer),
    };
    finding.count += 1;
    this.found.set(key, finding);
  }

  /** How many operations, or parts of the run, something was wrong with. */
  get places(): number {
    return new Set([...this.found.keys()].map((key) => key.split(': ')[0])).size;
  }

  toString(): string {
    return [...this.found]
      .map(([key, { count, example }]) => `${key} (${count} times)\n${example}`)
      .join('\n');
  }
}

function shown({ method, path, headers, body }: FuzzRequest, answer: FuzzAnswer | null | undefined): string {
  const sent = body === null ? '' : `\n    ${JSON.stringify(body.toString('latin1').slice(0, MOST_SHOWN))}`;
  const got =
    answer === undefined || answer === null
      ? 'no answer'
      : `${answer.status} ${answer.text.slice(0, MOST_SHOWN)}`;
  return `    ${method} ${path.slice(0, MOST_SHOWN)} ${JSON.stringify(headers).slice(0, MOST_SHOWN)}${sent}\n    -> ${got}\n`;
}
