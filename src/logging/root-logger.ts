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

/** What cannot be written by then has nobody who reads it (ms). */
const LAST_FLUSH_MS = 1_000;

/**
 * Writes out what is still buffered. For the very end: nothing is lost, whatever the exit code, as long as
 * somebody reads. A pipe whose reader is gone must not keep the process from its end, and pino's own flush on
 * exit would: it tries again without end.
 */
export async function flushLogs(): Promise<void> {
  await new Promise<void>((resolve) => {
    const enough = setTimeout(resolve, LAST_FLUSH_MS);
    stdout.flush(() => {
      clearTimeout(enough);
      resolve();
    });
  });
  stdout.flushSync = () => undefined;
}
