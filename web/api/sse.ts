export interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

/** Reads Server-Sent Events out of text that comes in any pieces (HTML Standard §9.2.6); ids are not needed here. */
export class EventParser {
  private rest = '';
  private event = '';
  private data: string[] = [];

  /** @returns the events that are whole now. */
  read(text: string): ServerEvent[] {
    const lines = (this.rest + text).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? '';
    return lines.flatMap((line) => this.line(line));
  }

  private line(line: string): ServerEvent[] {
    if (line === '') {
      const done =
        this.data.length > 0 ? [{ event: this.event || 'message', data: this.data.join('\n') }] : [];
      this.event = '';
      this.data = [];
      return done;
    }
    const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (field === 'event') {
      this.event = value;
    } else if (field === 'data') {
      this.data.push(value);
    }
    return [];
  }
}
