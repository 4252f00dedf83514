import type { Rescheduling } from '../core/control-answer';
import { fieldProblems } from '../http/field-problems';
import { parseJson } from '../http/parse-json';
import { invalid } from '../http/problem';
import { RESCHEDULE_FIELDS, RescheduleDto } from './dto/reschedule.dto';
import { parseTimestamp } from './dto/timestamp';
import { isJsonObject } from '../http/json-object';

/** Most bytes of the body of `PATCH /jobs/{id}`. */
export const MAX_RESCHEDULE_BYTES = 4 * 1024;

/** Reads the body of `PATCH /jobs/{id}`. @throws {ProblemError} `malformed`, `invalid` */
export function readReschedule(text: string): Rescheduling {
  const { exact: body } = parseJson(text);
  if (!isJsonObject(body) || Object.keys(body).length === 0) {
    throw invalid([{ pointer: '', detail: 'The body must be a JSON object with something to change' }]);
  }
  const problems = fieldProblems(RescheduleDto, RESCHEDULE_FIELDS, body, '');
  if (problems.length > 0) {
    throw invalid(problems);
  }
  const asked: RescheduleDto = body;
  return {
    priority: asked.priority ?? null,
    delayMs: asked.delay_ms ?? null,
    runAt: asked.run_at === undefined ? null : parseTimestamp(asked.run_at),
  };
}
