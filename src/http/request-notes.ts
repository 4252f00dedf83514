import type { HttpResponse } from './exchange';

/** Tells the access log which job a request was about. */
export function noteJobId(response: HttpResponse, jobId: string): void {
  response.locals['jobId'] = jobId;
}

export function notedJobId(response: HttpResponse): string | undefined {
  const id = response.locals['jobId'];
  return typeof id === 'string' ? id : undefined;
}
