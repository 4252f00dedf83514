/** Shorter than other names: the ids of its jobs begin with it. */
export const SCHEDULE_NAME_PATTERN = /^(?!\.{1,2}$)[A-Za-z0-9._:@-]{1,100}$/;

export const SCHEDULE_NAME_DETAIL = 'must be 1 to 100 characters of A-Z a-z 0-9 . _ : @ - (not . or ..)';

export function isScheduleName(name: string): boolean {
  return SCHEDULE_NAME_PATTERN.test(name);
}
