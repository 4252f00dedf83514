import { destination, pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';

/** Buffered: written when this much is there, and at the latest after {@link FLUSH_MS}. */
const BUFFER_BYTES = 4_096;
const FLUSH_MS = 200;

const stdout = destination({ dest: 1, sync: false, minLength: BUFFER_BYTES });
let timer: NodeJS.Timeout | null = null;

/** @param stream where lines go; default: stdout. */
export function createLogger(level: string, stream: DestinationStream = stdout): Logger {
  timer ??= setInterval(() => stdout.flush(), FLUSH_MS).unref();
  return pino({ level, base: { pid: process.pid }, timestamp: stdTimeFunctions.isoTime }, stream);
}

/** Writes out what is still buffered. For the very end: nothing is lost, whatever the exit code. */
export function flushLogs(): void {
  try {
    stdout.flushSync();
  } catch {
    // stdout is not open yet, or not any more: nobody is left to tell.
  }
}
