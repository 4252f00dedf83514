import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { untilTrue } from './until';

/** A line of MONITOR: time, where it came from, and the words of the command, each in quotes. */
const LINE = /^\+[\d.]+ \[\d+ [^\]]*\] (.*)$/;
const WORD = /"((?:[^"\\]|\\.)*)"/g;

/**
 * Hears every command that a Redis carries out, those in scripts too. Spoken here by hand: a client that is told of
 * somebody else's command in the same breath as its own OK takes it for an answer to nothing.
 */
export class RedisMonitor {
  /** One text for each command, in lower case: its words, by spaces. */
  readonly seen: string[] = [];
  private rest = '';

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('utf8').on('data', (text: string) => this.read(text));
  }

  /** Resolves once it hears. */
  static async open(port: number): Promise<RedisMonitor> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const monitor = new RedisMonitor(socket);
    let answered = false;
    socket.once('data', () => (answered = true));
    socket.write('MONITOR\r\n');
    await untilTrue(
      () => answered,
      20_000,
      () => 'MONITOR was answered',
    );
    return monitor;
  }

  close(): void {
    this.socket.destroy();
  }

  private read(text: string): void {
    const lines = (this.rest + text).split('\r\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      const words = LINE.exec(line)?.[1];
      if (words !== undefined) {
        this.seen.push(
          [...words.matchAll(WORD)]
            .map(([, word]) => word)
            .join(' ')
            .toLowerCase(),
        );
      }
    }
  }
}
