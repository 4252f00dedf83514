import { boundedText } from '../core/bounded-text';
import type { LogWrite } from '../core/log-lines';
import { fieldProblems } from '../http/field-problems';
import { LOG_FIELDS, LogDto } from './dto/log.dto';
import type { EntryKind } from './settle-request';

/** @param lineBytes where a line is cut. */
export function logKind(lineBytes: number): EntryKind<LogWrite> {
  return {
    problems: (entry, path) => fieldProblems(LogDto, LOG_FIELDS, entry, path),
    read(entry, _exact, { id, token }) {
      const { lines, offset } = entry as unknown as LogDto;
      return {
        id,
        token,
        offset: offset ?? null,
        lines: lines.map((line) => ({ ageMs: 0, text: boundedText(line, lineBytes) })),
      };
    },
  };
}
