import type { Response } from 'express';

/** Tells the access log which job a request was about. */
export function noteJobId(response: Response, jobId: string): void {
  response.locals['jobId'] = jobId;
}

export function notedJobId(response: Response): string | undefined {
  const id: unknown = response.locals['jobId'];
  return typeof id === 'string' ? id : undefined;
}
