/** What is promised of every fault (ms, unless it says otherwise). */

/** A request has its answer, whatever it is. */
export const ANSWER_WITHIN_MS = 2_000;

/** On top of it: what a busy machine of two cores adds to a time that is measured from outside. */
export const MEASURING_MS = 400;

/** A probe of liveness is answered, at any time. */
export const LIVE_WITHIN_MS = 500;

/** Readiness says 503 by then, where new jobs are refused. */
export const NOT_READY_WITHIN_MS = 5_000;

/** All works again by itself, once the fault is over. */
export const HEAL_WITHIN_MS = 5_000;

/** How long a fault lasts here: long enough for readiness to fall and for calls to give up twice. */
export const FAULT_MS = 6_000;

/** Lines of level error in any one second, of one process: fewer than this many. */
export const ERROR_LINES = 5;

/** No call of the test waits longer, or a service that hangs would hang the test. */
export const NO_TROUBLE_MS = 10_000;
