import {
  LOG_LINE_OVERHEAD,
  type LogAnswer,
  type LogLimits,
  type LogLine,
  type LogPage,
  type LogQuery,
  type LogWrite,
} from '../../core/log-lines';
import { type Command, texts } from './command';

export interface LogInput {
  readonly writes: readonly LogWrite[];
  readonly limits: LogLimits;
}

export const logCommand: Command<LogInput, LogAnswer[]> = {
  script: 'log',
  argv:
    'most lines, most bytes of one log, count, then for each job: id, token, number of its first line in the ' +
    'attempt, from 0 ("": right behind those that are there), count of lines, then for each line: age in ms, text',
  encode({ writes, limits }) {
    const argv = [String(limits.lines), String(limits.bytes), String(writes.length)];
    for (const { id, token, offset, lines } of writes) {
      argv.push(id, token, offset === null ? '' : String(offset), String(lines.length));
      for (const { ageMs, text } of lines) {
        argv.push(String(Math.max(0, Math.round(ageMs))), text);
      }
    }
    return argv;
  },
  decode: (reply) =>
    texts(reply).map((answer) =>
      answer === 'lost' || answer === 'gone'
        ? { result: answer, taken: 0 }
        : { result: 'ok', taken: Number(answer) },
    ),
};

export const logReadCommand: Command<LogQuery & { readonly id: string }, LogPage | null> = {
  script: 'log-read',
  argv: 'id, only lines with a higher number, only with a lower ("": any), most lines, newest first (0|1)',
  encode: ({ id, after, before, max, newestFirst }) => [
    id,
    after === null ? '' : String(after),
    before === null ? '' : String(before),
    String(max),
    newestFirst ? '1' : '0',
  ],
  decode(reply) {
    if (reply === null) {
      return null;
    }
    const [written, kept, more, ...lines] = texts(reply);
    return {
      lines: lines.map(readLine),
      more: Number(more) === 1,
      written: Number(written),
      kept: Number(kept),
    };
  },
};

/** scripts/lib/job-log.lua says what lies where. */
function readLine(entry: string): LogLine {
  return {
    number: Number.parseInt(entry.slice(15, LOG_LINE_OVERHEAD), 16),
    at: Number.parseInt(entry.slice(0, 11), 16),
    attempt: Number.parseInt(entry.slice(11, 15), 16),
    text: entry.slice(LOG_LINE_OVERHEAD),
  };
}
