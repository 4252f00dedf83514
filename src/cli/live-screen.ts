import type { Terminal } from './terminal';

const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';
const STYLE = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** The terminal's second screen, given back as it was when the command ends, also by a signal. */
export class LiveScreen implements Disposable {
  private readonly leaving = new AbortController();
  private readonly leave = () => this.leaving.abort();

  constructor(private readonly terminal: Terminal) {
    process.on('SIGINT', this.leave).on('SIGTERM', this.leave).on('SIGHUP', this.leave);
    terminal.raw(ENTER);
  }

  /** Fires when the user wants to leave. */
  get left(): AbortSignal {
    return this.leaving.signal;
  }

  /** Over what was there, without a flicker; what does not fit is cut off. */
  draw(text: string): void {
    const { columns, rows } = this.terminal.size;
    const lines = text.split('\n').slice(0, rows - 1);
    const drawn = lines.map((line) => `${fitted(line, columns)}\x1b[K`).join('\n');
    this.terminal.raw(`\x1b[H${drawn}\n\x1b[J`);
  }

  [Symbol.dispose](): void {
    process.off('SIGINT', this.leave).off('SIGTERM', this.leave).off('SIGHUP', this.leave);
    this.terminal.raw(LEAVE);
  }
}

/** A line that is too long loses its styles with its end: a cut within one would colour what follows. */
function fitted(line: string, columns: number): string {
  const plain = line.replace(STYLE, '');
  return plain.length <= columns ? line : plain.slice(0, columns);
}
