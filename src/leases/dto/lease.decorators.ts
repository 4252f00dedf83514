import { isString, maxLength, ValidateBy } from 'class-validator';
import { MAX_PROGRESS_BYTES } from '../../core/settlement';
import { isJsonObject } from '../../http/json-object';
import { isName, isQueueName } from '../../jobs/dto/field-rules';
import { MAX_LEASE_TOKEN_LENGTH } from '../lease-token';

function rule(name: string, validate: (value: unknown) => boolean, detail: string): PropertyDecorator {
  return ValidateBy({ name, validator: { validate, defaultMessage: () => detail } });
}

/** Each entry of a list is the name of a queue. */
export function IsQueueNames(detail: string): PropertyDecorator {
  return rule('isQueueNames', (value) => Array.isArray(value) && value.every(isQueueName), detail);
}

/** Any text: one that is no lease's is for the store to find lost. */
export function IsLeaseToken(): PropertyDecorator {
  const validate = (value: unknown) =>
    isString(value) && value !== '' && maxLength(value, MAX_LEASE_TOKEN_LENGTH);
  return rule('isLeaseToken', validate, 'must be the lease_token of a job');
}

/** The id as `POST /leases` gave it. */
export function IsLeasedJobId(): PropertyDecorator {
  return rule('isLeasedJobId', isName, 'must be the id of a job, as a string');
}

/** Any JSON value that is small. */
export function IsProgress(): PropertyDecorator {
  const validate = (value: unknown) => Buffer.byteLength(JSON.stringify(value)) <= MAX_PROGRESS_BYTES;
  return rule('isProgress', validate, `must be at most ${MAX_PROGRESS_BYTES} bytes of JSON`);
}

export function IsBoolean(): PropertyDecorator {
  return rule('isBoolean', (value) => typeof value === 'boolean', 'must be true or false');
}

export function IsErrorObject(): PropertyDecorator {
  return rule('isErrorObject', isJsonObject, 'must be an object with a message');
}

export function IsText(): PropertyDecorator {
  return rule('isText', isString, 'must be a string');
}
