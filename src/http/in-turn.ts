import type { HttpRequest, HttpResponse } from './exchange';

/** As Express calls it; what it throws is Express's to handle. */
export type Middleware = (request: HttpRequest, response: HttpResponse, next: () => void) => void;

/**
 * One middleware that runs several, each of which calls the next one. Express would look for each of them anew, by the
 * path, for every request: that costs more than what they do.
 */
export function inTurn(steps: readonly Middleware[]): Middleware {
  return (request, response, next) => {
    let at = 0;
    const proceed = (): void => {
      const step = steps[at];
      at += 1;
      if (step === undefined) {
        next();
      } else {
        step(request, response, proceed);
      }
    };
    proceed();
  };
}
