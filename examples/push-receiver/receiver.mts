/**
 * A worker that Sluice pushes jobs to: a web endpoint which takes signed requests and does each job once.
 *
 *     WEBHOOK_SECRETS=whsec_… PORT=9000 node receiver.mts
 *
 * Node 22.18 or later runs it as it is; it needs no package.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';

const MAX_BODY_BYTES = 1024 * 1024;
const TOLERANCE_SECONDS = 5 * 60;

/** While a secret is exchanged: the old one and the new one, with a comma between. */
const keys = (process.env['WEBHOOK_SECRETS'] ?? '')
  .split(',')
  .filter((secret) => secret !== '')
  .map((secret) => Buffer.from(secret.trim().replace(/^whsec_/, ''), 'base64'));

/** Ids of jobs that are done. A real receiver keeps them where it keeps its work, and in one transaction with it. */
const done = new Set<string>();

interface Reply {
  readonly status: number;
  readonly body: object;
}

/** Is this request from our Sluice, and fresh? https://www.standardwebhooks.com/ */
function isGenuine(headers: IncomingMessage['headers'], body: Buffer): boolean {
  const id = headers['webhook-id'];
  const seconds = headers['webhook-timestamp'];
  const signatures = headers['webhook-signature'];
  if (typeof id !== 'string' || typeof seconds !== 'string' || typeof signatures !== 'string') {
    return false;
  }
  if (!(Math.abs(Date.now() / 1000 - Number(seconds)) <= TOLERANCE_SECONDS)) {
    return false; // an old request, sent again by whoever saw it
  }
  const expected = keys.map((key) =>
    createHmac('sha256', key).update(`${id}.${seconds}.`).update(body).digest(),
  );
  return signatures
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => Buffer.from(signature.slice('v1,'.length), 'base64'))
    .some((given) => expected.some((mac) => mac.length === given.length && timingSafeEqual(mac, given)));
}

/** The work itself. What it throws makes Sluice try again later. */
function work(job: unknown, attempt: string): object {
  const { order, fail_until = 0 } = job as { readonly order?: unknown; readonly fail_until?: number };
  if (Number(attempt) < fail_until) {
    throw new Error(`attempt ${attempt} was asked to fail`);
  }
  return { shipped: order ?? null };
}

function handle(headers: IncomingMessage['headers'], body: Buffer): Reply {
  if (!isGenuine(headers, body)) {
    return { status: 401, body: { error: 'the signature is not ours, or too old' } }; // 4xx: not tried again
  }
  const id = String(headers['webhook-id']);
  if (done.has(id)) {
    return { status: 200, body: { already: id } }; // Sluice did not get our first answer
  }
  let job: unknown;
  try {
    job = JSON.parse(body.toString('utf8'));
  } catch {
    return { status: 400, body: { error: 'not JSON' } };
  }
  try {
    const result = work(job, String(headers['sluice-attempt']));
    done.add(id);
    return { status: 200, body: result };
  } catch (error) {
    return { status: 500, body: { error: String(error) } }; // 5xx: tried again, with growing delay
  }
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) {
      chunks.push(chunk);
    }
  });
  request.on('end', () => {
    const { status, body } =
      bytes > MAX_BODY_BYTES
        ? { status: 413, body: { error: 'too large' } }
        : handle(request.headers, Buffer.concat(chunks));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
});

if (keys.length === 0) {
  process.stderr.write('WEBHOOK_SECRETS is missing: without it anybody could send jobs\n');
  process.exit(1);
}
server.listen(Number(process.env['PORT'] ?? 9000), '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  process.stdout.write(`listening on http://127.0.0.1:${port}\n`);
});
process.on('SIGTERM', () => server.close());
