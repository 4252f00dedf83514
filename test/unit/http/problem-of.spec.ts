import { BadRequestException, InternalServerErrorException, NotFoundException } from '@nestjs/common';
import { InvalidPageTokenError, StoreFullError, StoreUnavailableError } from '../../../src/core/errors';
import { invalid, ProblemError, PROBLEMS, retryAfter } from '../../../src/http/problem';
import { problemOf } from '../../../src/http/problem-of';
import { RouteTable } from '../../../src/http/route-table';

describe('problemOf', () => {
  it.each<[unknown, string, number]>([
    [new StoreUnavailableError('redis://secret@host refused'), 'store_unavailable', 503],
    [new StoreFullError('OOM'), 'store_full', 503],
    [new InvalidPageTokenError('not ours'), 'invalid', 422],
    [new NotFoundException(), 'not_found', 404],
    [new BadRequestException(), 'malformed', 400],
    [Object.assign(new URIError('x'), { status: 400 }), 'malformed', 400],
    [new ProblemError('draining', 'soon gone'), 'draining', 503],
  ])('makes %s a problem', (error, code, status) => {
    expect(problemOf(error)).toMatchObject({ code, status });
  });

  it.each([new TypeError('x'), 'text', null, undefined, { status: 500 }, new InternalServerErrorException()])(
    'leaves %s to the filter as unexpected',
    (error) => {
      expect(problemOf(error)).toBeNull();
    },
  );

  it('tells nothing of the inside, and when to come again', () => {
    const problem = problemOf(new StoreUnavailableError('redis://secret@host refused'));
    expect(JSON.stringify(problem)).not.toContain('secret');
    expect(problem?.options.headers).toEqual({ 'Retry-After': '1' });
  });
});

describe('a problem document', () => {
  it('has the members of RFC 9457 and the code', () => {
    const document = invalid([
      { pointer: '/a', detail: 'is wrong' },
      { parameter: 'b', detail: 'too' },
    ]).toJSON();
    expect(document).toEqual({
      type: 'urn:sluice:problem:invalid',
      title: PROBLEMS.invalid.title,
      status: 422,
      detail: '/a is wrong (and 1 more, see errors)',
      code: 'invalid',
      errors: [
        { pointer: '/a', detail: 'is wrong' },
        { parameter: 'b', detail: 'too' },
      ],
    });
  });

  it.each([
    [0, '1'],
    [1, '1'],
    [1000, '1'],
    [1001, '2'],
    [60_000, '60'],
  ])('rounds a wait of %i ms up to %s whole seconds', (ms, seconds) => {
    expect(retryAfter(ms)).toEqual({ 'Retry-After': seconds });
  });
});

describe('RouteTable', () => {
  const table = new RouteTable();
  table.fill({
    '/jobs': { post: {}, get: {} },
    '/jobs/{id}': { get: {} },
    '/jobs/{id}/cancel': { post: {} },
  });

  it.each([
    ['/jobs', ['POST', 'GET', 'HEAD']],
    ['/jobs/', ['POST', 'GET', 'HEAD']],
    ['/jobs/a.b', ['GET', 'HEAD']],
    ['/jobs/1/cancel', ['POST']],
    ['/jobs/1/other', []],
    ['/', []],
  ])('knows the methods of %s', (path, methods) => {
    expect(table.methods(path)).toEqual(methods);
  });
});
