import type { HttpRequest, HttpResponse } from './exchange';

type Next = (error?: unknown) => void;
type Handler = (request: HttpRequest, response: HttpResponse, next: Next) => unknown;

interface Found {
  readonly route: { readonly path: string };
  readonly handler: Handler;
}

/** In a path for Express: a parameter, a wildcard, an optional part, or one of these taken literally. */
const PATTERN = /[:*{}()[\]?+!\\]/;

/**
 * Finds the routes whose path has no parameter by one look at a map. Express asks the pattern of each route in turn,
 * and there are dozens in front of some that are called most.
 *
 * Only a path that is spelled exactly as it is declared is found here. What Express takes for the same (`/JOBS`,
 * `/jobs/`, HEAD for GET) it still finds itself, since it has all the routes, too.
 */
export class DirectRoutes {
  private readonly routes = new Map<string, Map<string, Found>>();

  /** @param route as an adapter gets it: path and handler. Anything else is left to Express. */
  add(method: string, route: readonly unknown[]): void {
    const [path, handler] = route;
    if (
      route.length !== 2 ||
      typeof path !== 'string' ||
      PATTERN.test(path) ||
      typeof handler !== 'function'
    ) {
      return;
    }
    const methods = this.routes.get(path) ?? new Map<string, Found>();
    this.routes.set(path, methods);
    // As in Express, the first one has it.
    if (!methods.has(method)) {
      methods.set(method, { route: { path }, handler: handler as Handler });
    }
  }

  /** For Express: behind all other middleware, in front of the routes. */
  readonly middleware = (request: HttpRequest, response: HttpResponse, next: Next): void => {
    const found = this.routes.get(request.path)?.get(request.method);
    if (found === undefined) {
      next();
      return;
    }
    request.route = found.route;
    const ended = found.handler(request, response, next);
    if (ended instanceof Promise) {
      ended.catch(next);
    }
  };
}
