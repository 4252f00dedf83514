import { Injectable } from '@nestjs/common';

interface Route {
  readonly path: RegExp;
  readonly methods: readonly string[];
}

/** Which methods each path has, taken from the OpenAPI document: it and the routes are tested to be the same. */
@Injectable()
export class RouteTable {
  private routes: readonly Route[] = [];

  /** @param paths `/jobs/{id}` → the names of its operations, in small letters. */
  fill(paths: Readonly<Record<string, object>>): void {
    this.routes = Object.entries(paths).map(([path, operations]) => ({
      path: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}/?$`),
      methods: Object.keys(operations).map((method) => method.toUpperCase()),
    }));
  }

  /** Empty where there is no such path. */
  methods(path: string): readonly string[] {
    // `/jobs/bulk` is a path of its own and also `/jobs/{id}`: both have a say.
    const methods = this.routes
      .filter((candidate) => candidate.path.test(path))
      .flatMap((route) => route.methods);
    return methods.includes('GET') ? [...methods, 'HEAD'] : methods;
  }
}
