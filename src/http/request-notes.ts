import type { HttpResponse } from './exchange';

/** Tells the access log which job a request was about. */
export function noteJobId(response: HttpResponse, jobId: string): void {
  response.locals['jobId'] = jobId;
}

/** Tells the access log to which trace a request belongs. @param traceparent a valid one */
export function noteTraceparent(response: HttpResponse, traceparent: string): void {
  response.locals['traceparent'] = traceparent;
}

export function notedTraceparent(response: HttpResponse): string | null {
  const noted = response.locals['traceparent'];
  return typeof noted === 'string' ? noted : null;
}

export function notedJobId(response: HttpResponse): string | undefined {
  const id = response.locals['jobId'];
  return typeof id === 'string' ? id : undefined;
}
