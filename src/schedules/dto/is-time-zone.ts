import { ValidateBy } from 'class-validator';
import { isTimeZone } from '../cron-slots';

/** The name of an IANA time zone that this release knows. */
export function IsTimeZone(): PropertyDecorator {
  return ValidateBy({
    name: 'isTimeZone',
    validator: {
      validate: (value) => typeof value === 'string' && isTimeZone(value),
      defaultMessage: () => 'must be an IANA time zone, for example Europe/Berlin',
    },
  });
}
