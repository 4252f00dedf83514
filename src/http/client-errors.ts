import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { ProblemError } from './problem';
import { sendProblem } from './send-problem';

/** How long a client has to read why it was refused (ms). */
const READ_ANSWER_MS = 1_000;

/** What Node's HTTP parser refuses never becomes a request; it is answered here, on the bare socket. */
export function answerClientErrors(server: Server): void {
  const answers = new WeakMap<Duplex, ServerResponse>();
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    answers.set(request.socket, response);
  });
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    answers.set(request.socket, response);
    response.setHeader('Connection', 'close');
    sendProblem(response, new ProblemError('malformed', 'The header Expect may only say 100-continue'));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const answer = answers.get(socket);
    // Half an answer may be out: a second one in its middle would be taken for its end.
    const busy = answer !== undefined && answer.headersSent && !answer.writableEnded;
    if (error.code === 'ECONNRESET' || !socket.writable || busy) {
      socket.destroy();
      return;
    }
    // After an answer that said `Connection: close` comes nothing more, whatever was sent behind its request.
    const isOver = answer !== undefined && answer.writableEnded && !answer.shouldKeepAlive;
    socket.end(isOver ? '' : bareAnswer(problemOfParser(error.code)));
    // Who neither reads nor leaves does not keep the socket.
    const cut = setTimeout(() => socket.destroy(), READ_ANSWER_MS);
    socket.once('close', () => clearTimeout(cut));
    // Closing on bytes that were not read would reset the connection before the answer is read.
    socket.resume();
  });
}

function bareAnswer(problem: ProblemError): string {
  const body = JSON.stringify(problem);
  return (
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}\r\n` +
    'Content-Type: application/problem+json; charset=utf-8\r\n' +
    'X-Content-Type-Options: nosniff\r\n' +
    `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`
  );
}

function problemOfParser(code: string | undefined): ProblemError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new ProblemError('too_large', 'The address and the headers are too large');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new ProblemError('request_timeout', 'The request did not arrive in time');
    default:
      return new ProblemError('malformed', 'This is not HTTP/1.1');
  }
}
