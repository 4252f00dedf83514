/** Jobs that one page looks at, at most: a set is in the order of its own score, not of the filters. */
export const BUDGET = 2_000;
/** Jobs that one script call looks at, at most. */
export const STEP = 500;
/** With payloads in the answer, less. */
export const FULL_STEP = 50;
