import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { DirectRoutes } from '../../../src/http/direct-routes';
import type { HttpRequest } from '../../../src/http/exchange';
import { inTurn, type Middleware } from '../../../src/http/in-turn';

const requestFor = (method: string, path: string): HttpRequest =>
  Object.assign(new IncomingMessage(new Socket()), { method, path, url: path });
const response = Object.assign(new ServerResponse(requestFor('GET', '/')), { locals: {} });

describe('DirectRoutes', () => {
  const taken: string[] = [];
  const handler = (name: string) => () => {
    taken.push(name);
  };
  const routes = new DirectRoutes();
  beforeAll(() => {
    routes.add('GET', ['/jobs', handler('list')]);
    routes.add('POST', ['/jobs', handler('enqueue')]);
    routes.add('POST', ['/jobs', handler('too late')]);
    routes.add('GET', ['/jobs/:id', handler('pattern')]);
    routes.add('GET', ['/pages/*page', handler('pattern')]);
    routes.add('GET', ['/two', handler('first'), handler('second')]);
    routes.add('GET', [handler('no path')]);
  });
  beforeEach(() => taken.splice(0));

  const ask = (method: string, path: string) => {
    const request = requestFor(method, path);
    routes.middleware(request, response, () => taken.push('next'));
    return { taken: [...taken], route: request.route?.path };
  };

  it.each([
    ['GET', '/jobs', 'list'],
    ['POST', '/jobs', 'enqueue'],
  ])('finds %s %s', (method, path, name) => {
    expect(ask(method, path)).toEqual({ taken: [name], route: path });
  });

  it.each([
    ['DELETE', '/jobs'],
    ['HEAD', '/jobs'],
    ['constructor', '/jobs'],
    ['GET', '/jobs/'],
    ['GET', '/JOBS'],
    ['GET', '/jobs/7'],
    ['GET', '/jobs/:id'],
    ['GET', '/pages/*page'],
    ['GET', '/two'],
    ['GET', '__proto__'],
  ])('leaves %s %s to the router', (method, path) => {
    expect(ask(method, path)).toEqual({ taken: ['next'], route: undefined });
  });

  it('hands on what a handler rejects with', async () => {
    const failing = new DirectRoutes();
    failing.add('GET', ['/', () => Promise.reject(new Error('no'))]);
    const error = await new Promise((next) => failing.middleware(requestFor('GET', '/'), response, next));
    expect(error).toEqual(new Error('no'));
  });
});

describe('inTurn', () => {
  const run = (steps: readonly Middleware[]) => {
    let nexts = 0;
    inTurn(steps)(requestFor('GET', '/'), response, () => (nexts += 1));
    return nexts;
  };

  it('runs all in order, then what is behind', () => {
    const order: number[] = [];
    const step =
      (number: number): Middleware =>
      (_request, _response, next) => {
        order.push(number);
        next();
      };
    expect(run([1, 2, 3].map(step))).toBe(1);
    expect(order).toEqual([1, 2, 3]);
    expect(run([])).toBe(1);
  });

  it('ends where one does not go on, and lets out what one throws', () => {
    const never: Middleware = () => {
      throw new Error('reached');
    };
    expect(run([() => undefined, never])).toBe(0);
    expect(() => run([(_request, _response, next) => next(), never])).toThrow('reached');
  });

  it('goes on later, each request for itself', async () => {
    const waiting: (() => void)[] = [];
    const order: string[] = [];
    const middleware = inTurn([
      (_request, _response, next) => waiting.push(next),
      ({ path }, _response, next) => {
        order.push(path);
        next();
      },
    ]);
    const both = ['/a', '/b'].map(
      (path) => new Promise<void>((next) => middleware(requestFor('GET', path), response, next)),
    );
    waiting.reverse().forEach((next) => next());
    await Promise.all(both);
    expect(order).toEqual(['/b', '/a']);
  });
});
