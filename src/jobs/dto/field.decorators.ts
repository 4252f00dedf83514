import { Matches, ValidateBy, ValidateIf, type ValidationOptions } from 'class-validator';
import {
  DEPENDENCIES_DETAIL,
  ID_DETAIL,
  isCallbackUrl,
  isDependencyList,
  isIntegerIn,
  isJobId,
  isNumberIn,
  NAME_DETAIL,
  NAME_PATTERN,
  QUEUE_DETAIL,
  QUEUE_PATTERN,
  URL_DETAIL,
} from './field-rules';
import { parseTimestamp, TIMESTAMP_DETAIL } from './timestamp';

interface Range {
  readonly min: number;
  readonly max: number;
}

/** May be left out. Unlike class-validator's IsOptional, null is a value, and a wrong one. */
export function MayBeAbsent(): PropertyDecorator {
  return ValidateIf((_object, value: unknown) => value !== undefined);
}

export function IsJobId(): PropertyDecorator {
  return rule('isJobId', isJobId, ID_DETAIL);
}

export function IsDependencyList(): PropertyDecorator {
  return rule('isDependencyList', isDependencyList, DEPENDENCIES_DETAIL);
}

export function IsCallbackUrl(): PropertyDecorator {
  return rule('isCallbackUrl', isCallbackUrl, URL_DETAIL);
}

export function IsName(options?: ValidationOptions): PropertyDecorator {
  return Matches(NAME_PATTERN, { message: NAME_DETAIL, ...options });
}

export function IsQueueName(): PropertyDecorator {
  return Matches(QUEUE_PATTERN, { message: QUEUE_DETAIL });
}

export function IsIntegerIn(range: Range, options?: ValidationOptions): PropertyDecorator {
  const detail = `must be an integer from ${range.min} to ${range.max}`;
  return rule('isIntegerIn', (value) => isIntegerIn(range, value), detail, options);
}

export function IsNumberIn(range: Range): PropertyDecorator {
  const detail = `must be a number from ${range.min} to ${range.max}`;
  return rule('isNumberIn', (value) => isNumberIn(range, value), detail);
}

export function IsTimestamp(): PropertyDecorator {
  return rule('isTimestamp', (value) => parseTimestamp(value) !== null, TIMESTAMP_DETAIL);
}

/** The field and `other` say the same thing in two ways; only one may be there. */
export function ExcludedBy(other: string): PropertyDecorator {
  return ValidateBy({
    name: 'excludedBy',
    validator: {
      validate: (_value, context) =>
        context === undefined || (context.object as Record<string, unknown>)[other] === undefined,
      defaultMessage: () => `cannot be given together with ${other}`,
    },
  });
}

function rule(
  name: string,
  validate: (value: unknown) => boolean,
  detail: string,
  options?: ValidationOptions,
): PropertyDecorator {
  return ValidateBy({ name, validator: { validate, defaultMessage: () => detail } }, options);
}
