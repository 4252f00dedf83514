import { safeText } from './safe-text';

const STYLES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 } as const;
export type Style = keyof typeof STYLES;

/** Where a command writes: results to standard output, complaints to standard error. */
export class Terminal {
  constructor(
    private readonly out: NodeJS.WriteStream,
    private readonly err: NodeJS.WriteStream,
    private readonly env: Readonly<Record<string, string | undefined>>,
  ) {}

  /** A screen that can be drawn on again. */
  get interactive(): boolean {
    return this.out.isTTY && this.env['TERM'] !== 'dumb';
  }

  /** https://no-color.org */
  get coloured(): boolean {
    return this.interactive && (this.env['NO_COLOR'] ?? '') === '';
  }

  get size(): { readonly columns: number; readonly rows: number } {
    return { columns: this.out.columns || 80, rows: this.out.rows || 24 };
  }

  /** @param text safe already */
  line(text: string): void {
    this.out.write(`${text}\n`);
  }

  raw(text: string): void {
    this.out.write(text);
  }

  /** @param text of anybody */
  complain(text: string): void {
    this.err.write(`${safeText(text)}\n`);
  }

  /** For scripts: a document of one line. */
  complainJson(document: unknown): void {
    this.err.write(`${JSON.stringify(document)}\n`);
  }

  styled(text: string, ...styles: readonly Style[]): string {
    return this.coloured && styles.length > 0
      ? `\x1b[${styles.map((style) => STYLES[style]).join(';')}m${text}\x1b[0m`
      : text;
  }
}

const STATE_STYLES: Readonly<Record<string, Style>> = {
  completed: 'green',
  failed: 'red',
  cancelled: 'dim',
  in_progress: 'cyan',
  scheduled: 'blue',
  blocked: 'yellow',
  lost: 'red',
  draining: 'yellow',
  running: 'green',
};

/** A state of a job or a worker, in its colour. */
export function stateText(terminal: Terminal, state: string): string {
  const style = STATE_STYLES[state];
  const text = safeText(state);
  return style === undefined ? text : terminal.styled(text, style);
}
