import { boundedError } from '../core/bounded-error';
import type { JobError } from '../core/job';
import { MAX_PROGRESS_BYTES, type Completion, type Extension, type Lease } from '../core/settlement';
import { returned } from '../core/outcome';
import { fieldProblems } from '../http/field-problems';
import { parseJson } from '../http/parse-json';
import { type FieldError, invalid } from '../http/problem';
import { isJsonObject } from '../http/json-object';
import {
  AttemptErrorDto,
  COMPLETE_FIELDS,
  CompleteDto,
  CompleteEntryDto,
  ERROR_FIELDS,
  EXTEND_FIELDS,
  ExtendDto,
  ExtendEntryDto,
  FAIL_FIELDS,
  FailDto,
  FailEntryDto,
  LeaseDto,
  MOST_ENTRIES,
  RELEASE_FIELDS,
  ReleaseEntryDto,
  RESULT_ERROR_FIELDS,
  ResultErrorDto,
} from './dto/settle.dto';
import { readLeaseToken } from './lease-token';

/** A failure as a worker tells of it; when the retry is due is for the job's own settings if not said. */
export interface ToldFailure extends Lease {
  readonly error: JobError;
  /** null: not said. */
  readonly retry: { readonly inMs: number | null } | null;
}

type Fields = Readonly<Record<string, unknown>>;

/** How one kind of entry is checked and read. */
export interface EntryKind<T> {
  /** @param path of the entry in the body. */
  problems(entry: Fields, path: string, batch: boolean): FieldError[];
  /** @param exact the same as `entry`, with its numbers as they were written. */
  read(entry: Fields, exact: Fields, lease: KnownLease): T;
}

interface KnownLease extends Lease {
  readonly until: number;
  readonly leaseMs: number;
}

/** A token that no lease ever had: the store says what became of it, as of any other that is over. */
const NO_LEASE = { token: '-', until: 0, leaseMs: 0 };

export const releaseKind: EntryKind<Lease> = {
  problems: (entry, path, batch) =>
    batch
      ? fieldProblems(ReleaseEntryDto, [...RELEASE_FIELDS, 'job_id'], entry, path)
      : fieldProblems(LeaseDto, RELEASE_FIELDS, entry, path),
  read: (_entry, _exact, { id, token }) => ({ id, token }),
};

/** @param maxResultBytes a larger result is replaced by the reason. */
export function completeKind(maxResultBytes: number): EntryKind<Completion> {
  return {
    problems(entry, path, batch) {
      const own = batch
        ? fieldProblems(CompleteEntryDto, [...COMPLETE_FIELDS, 'job_id'], entry, path)
        : fieldProblems(CompleteDto, COMPLETE_FIELDS, entry, path);
      const error = entry['result_error'];
      return isJsonObject(error)
        ? [...own, ...fieldProblems(ResultErrorDto, RESULT_ERROR_FIELDS, error, `${path}/result_error`)]
        : own;
    },
    read(entry, exact, { id, token }) {
      if (isJsonObject(entry['result_error'])) {
        const resultError = boundedError(entry['result_error']);
        return { id, token, result: null, resultError };
      }
      const outcome = returned(exact['result'], maxResultBytes);
      const { result, resultError } =
        outcome.kind === 'completed' ? outcome : { result: null, resultError: null };
      return { id, token, result, resultError };
    },
  };
}

export const failKind: EntryKind<ToldFailure> = {
  problems(entry, path, batch) {
    const own = batch
      ? fieldProblems(FailEntryDto, [...FAIL_FIELDS, 'job_id'], entry, path)
      : fieldProblems(FailDto, FAIL_FIELDS, entry, path);
    const error = entry['error'];
    return isJsonObject(error)
      ? [...own, ...fieldProblems(AttemptErrorDto, ERROR_FIELDS, error, `${path}/error`)]
      : own;
  },
  read(entry, _exact, { id, token }) {
    const { code, message, stack, retryable, retry_after_ms } = entry['error'] as AttemptErrorDto;
    const text = message === '' ? 'the worker gave no reason' : message;
    const retryInMs = retryable === false ? null : retry_after_ms;
    return {
      id,
      token,
      error: boundedError({ code, message: text, stack }),
      retry: retryInMs === undefined ? null : { inMs: retryInMs },
    };
  },
};

export const extendKind: EntryKind<Extension> = {
  problems: (entry, path, batch) =>
    batch
      ? fieldProblems(ExtendEntryDto, [...EXTEND_FIELDS, 'job_id'], entry, path)
      : fieldProblems(ExtendDto, EXTEND_FIELDS, entry, path),
  read(entry, exact, { id, token, until, leaseMs }) {
    const progress = Object.hasOwn(exact, 'progress') ? JSON.stringify(exact['progress']) : null;
    if (progress !== null && Buffer.byteLength(progress) > MAX_PROGRESS_BYTES) {
      // Only numbers of hundreds of digits get here: the check saw what a double holds of them.
      throw invalid([
        { pointer: '/progress', detail: `must be at most ${MAX_PROGRESS_BYTES} bytes of JSON` },
      ]);
    }
    const asked = entry['lease_ms'];
    return { id, token, until, leaseMs: typeof asked === 'number' ? asked : leaseMs, progress };
  },
};

/** Reads the body about one job. @throws {ProblemError} `malformed`, `invalid` */
export function readSettlement<T>(text: string, jobId: string, kind: EntryKind<T>): T {
  const { value, exact } = parseJson(text);
  if (!isJsonObject(value) || !isJsonObject(exact)) {
    throw invalid([{ pointer: '', detail: 'The body must be a JSON object' }]);
  }
  refuse(kind.problems(value, '', false));
  return kind.read(value, exact, leaseOf(value, jobId));
}

/** Reads the body of a batch. @throws {ProblemError} `malformed`, `invalid`: then no entry is carried out. */
export function readSettlements<T>(text: string, kind: EntryKind<T>): T[] {
  const { value, exact } = parseJson(text);
  const values = isJsonObject(value) ? value['jobs'] : undefined;
  const exacts = isJsonObject(exact) ? exact['jobs'] : undefined;
  const detail = `must be an array of 1 to ${MOST_ENTRIES} objects`;
  if (!Array.isArray(values) || !Array.isArray(exacts) || values.length < 1 || values.length > MOST_ENTRIES) {
    throw invalid([{ pointer: '/jobs', detail }]);
  }
  refuse(
    Object.keys(value as Fields)
      .filter((name) => name !== 'jobs')
      .map((name) => ({ pointer: `/${name.slice(0, 128)}`, detail: 'is not a known field' })),
  );
  const entries: readonly unknown[] = values;
  refuse(
    entries.flatMap((entry, index) =>
      isJsonObject(entry)
        ? kind.problems(entry, `/jobs/${index}`, true)
        : [{ pointer: `/jobs/${index}`, detail: 'must be an object' }],
    ),
  );
  return entries.map((entry, index) => {
    const fields = entry as Fields;
    return kind.read(fields, exacts[index] as Fields, leaseOf(fields, String(fields['job_id'])));
  });
}

function leaseOf(entry: Fields, id: string): KnownLease {
  return { id, ...(readLeaseToken(String(entry['lease_token'])) ?? NO_LEASE) };
}

function refuse(problems: readonly FieldError[]): void {
  if (problems.length > 0) {
    throw invalid(problems.slice(0, MOST_ENTRIES));
  }
}
