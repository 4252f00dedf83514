import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { ProblemError } from './problem';

/** What Node's HTTP parser refuses never becomes a request; it is answered here, on the bare socket. */
export function answerClientErrors(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const problem = problemOfParser(error.code);
    const body = JSON.stringify(problem);
    socket.end(
      `HTTP/1.1 ${problem.status} ${problem.status === 413 ? 'Content Too Large' : 'Bad Request'}\r\n` +
        'Content-Type: application/problem+json; charset=utf-8\r\n' +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  });
}

function problemOfParser(code: string | undefined): ProblemError {
  if (code === 'HPE_HEADER_OVERFLOW' || code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') {
    return new ProblemError('too_large', 'The headers are too large');
  }
  return code === 'ERR_HTTP_REQUEST_TIMEOUT'
    ? new ProblemError('malformed', 'The request did not arrive in time')
    : new ProblemError('malformed', 'This is not HTTP/1.1');
}
