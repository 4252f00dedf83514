import { connect } from 'node:net';

/**
 * Sends one command to a Redis on a unix socket. Resolves to the first line of its answer, to '' if the
 * server closed the connection without one (as on SHUTDOWN), and to null if nobody listens there.
 */
export function ask(socketPath, args, timeoutMs = 5_000) {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    let answer = '';
    const end = (value) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(value);
    };
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no answer to ${args[0]} on ${socketPath} within ${timeoutMs} ms`));
    }, timeoutMs);
    socket.setEncoding('utf8');
    socket.on('connect', () => {
      const parts = args.map((arg) => `$${Buffer.byteLength(arg)}\r\n${arg}\r\n`);
      socket.write(`*${args.length}\r\n${parts.join('')}`);
    });
    socket.on('data', (text) => {
      answer += text;
      const lineEnd = answer.indexOf('\r\n');
      if (lineEnd >= 0) {
        end(answer.slice(0, lineEnd));
      }
    });
    socket.on('close', () => end(''));
    socket.on('error', (error) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') {
        end(null);
      } else if (error.code === 'ECONNRESET' || error.code === 'EPIPE') {
        end('');
      } else {
        clearTimeout(timer);
        reject(error);
      }
    });
  });
}
