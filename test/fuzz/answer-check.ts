import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { PROBLEMS } from '../../src/http/problem';
import type { ApiDocument, Operation } from './api-document';
import type { FuzzAnswer } from './exchange';

/** What any path may answer, whatever it is for: the head of the request, its path or its method was not right. */
const BY_ANY: ReadonlySet<number> = new Set([400, 403, 404, 405, 408, 413]);

const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Holds answers against what the document says of them. */
export class AnswerCheck {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: false });
  private readonly compiled = new Map<object, ValidateFunction>();
  private readonly problem: ValidateFunction;

  constructor(document: ApiDocument) {
    addFormats(this.ajv);
    this.ajv.addSchema({ $id: 'api', components: document.components });
    this.problem = this.validator({ $ref: '#/components/schemas/ProblemDto' });
  }

  /** What is wrong with an answer; null: nothing. @param lenient the request may have been for another path */
  wrong(
    operation: Operation,
    { status, headers, text }: FuzzAnswer,
    method: string,
    lenient: boolean,
  ): string | null {
    if (status >= 500 && status !== 503) {
      return `answered ${status}`;
    }
    if (status >= 400) {
      return this.wrongProblem(operation, status, headers, method === 'HEAD' ? null : text, lenient);
    }
    // 304 is what a client asked for by If-None-Match.
    if (lenient || status === 304) {
      return null;
    }
    const response = operation.responses[String(status)];
    if (response === undefined) {
      return `answered ${status}, which is not documented`;
    }
    const [type = ''] = String(headers['content-type'] ?? '').split(';');
    const content = response.content?.[type];
    if (content === undefined) {
      return response.content === undefined ? null : `a ${status} of type ${type}, which is not documented`;
    }
    if (type !== 'application/json') {
      return null;
    }
    return this.mismatch(this.validator(content.schema), text, `${status}`);
  }

  private wrongProblem(
    operation: Operation,
    status: number,
    headers: FuzzAnswer['headers'],
    text: string | null,
    lenient: boolean,
  ): string | null {
    if (headers['content-type'] !== PROBLEM_TYPE) {
      return `a ${status} of type ${String(headers['content-type'])}`;
    }
    if (!lenient && operation.responses[String(status)] === undefined && !BY_ANY.has(status)) {
      return `answered ${status}, which is not documented`;
    }
    if (text === null) {
      return null;
    }
    const wrong = this.mismatch(this.problem, text, `${status}`);
    if (wrong !== null) {
      return wrong;
    }
    const { code, status: said } = JSON.parse(text) as { code: keyof typeof PROBLEMS; status: number };
    return PROBLEMS[code].status === status && said === status
      ? null
      : `a ${status} that says ${code}, ${said}`;
  }

  private mismatch(validate: ValidateFunction, text: string, what: string): string | null {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return `a ${what} whose body is not JSON`;
    }
    if (validate(value)) {
      return null;
    }
    const [error] = validate.errors ?? [];
    return `a ${what} that is not as documented: ${(error?.instancePath ?? '').replace(/\d+/g, 'n')} ${error?.message ?? ''}`;
  }

  private validator(schema: object): ValidateFunction {
    let validate = this.compiled.get(schema);
    if (validate === undefined) {
      validate = this.ajv.compile(absolute(schema));
      this.compiled.set(schema, validate);
    }
    return validate;
  }
}

/** References lead into the whole document. */
function absolute(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/')) as object;
}
