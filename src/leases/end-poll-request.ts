import { fieldProblems } from '../http/field-problems';
import { isJsonObject } from '../http/json-object';
import { parseJson } from '../http/parse-json';
import { invalid } from '../http/problem';
import { END_POLL_FIELDS, EndPollDto } from './dto/end-poll.dto';

/** Reads the body of `POST /leases/end`: the name of the request to end. @throws {ProblemError} `malformed`, `invalid` */
export function readEndPoll(text: string): string {
  const { value: body } = parseJson(text);
  if (!isJsonObject(body)) {
    throw invalid([{ pointer: '', detail: 'The body must be a JSON object' }]);
  }
  const problems = fieldProblems(EndPollDto, END_POLL_FIELDS, body, '');
  if (problems.length > 0) {
    throw invalid(problems);
  }
  return (body as unknown as EndPollDto).poll;
}
