import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { bodiesInFlight } from './body-budget';
import { ProblemError } from './problem';

const inflate = promisify(gunzip);

/** `application/json`, or any type with the suffix `+json` (RFC 6839 §3.1). */
const JSON_MEDIA_TYPE = /^application\/(?:json|[\w.!#$&^-]+\+json)$/i;

/** One JSON text a line. The first is what is written most; none of them is registered. */
const NDJSON_MEDIA_TYPE = /^application\/(?:x-ndjson|ndjson|jsonl)$/i;

const FORM_MEDIA_TYPE = /^application\/x-www-form-urlencoded$/i;

/** How much of a refused body is read and thrown away, so that the client gets to see the answer. */
const MOST_DISCARDED_BYTES = 64 * 1024 * 1024;

/**
 * The text of a JSON request body, not parsed.
 *
 * @param limit most bytes, also after decompression
 * @throws {ProblemError} 415 for another media type or encoding, 413 above the limit, 400 for bytes that are
 *   not UTF-8 (RFC 8259 §8.1) or not gzip.
 */
export async function readJsonText(request: IncomingMessage, limit: number): Promise<string> {
  requireJson(request.headers['content-type']);
  const compressed = isCompressed(request.headers['content-encoding']);
  const raw = await readBytes(request, limit);
  const bytes = compressed ? await decompress(raw, limit) : raw;
  if (!isUtf8(bytes)) {
    throw new ProblemError('malformed', 'The body is not UTF-8');
  }
  return bytes.toString('utf8');
}

/**
 * The fields of a form, as browsers send them.
 *
 * @param limit most bytes
 * @throws {ProblemError} 415 for another media type, 413 above the limit
 */
export async function readForm(request: IncomingMessage, limit: number): Promise<URLSearchParams> {
  if (!isUtf8Type(request.headers['content-type'], FORM_MEDIA_TYPE)) {
    throw new ProblemError('unsupported_media_type', 'The body must be application/x-www-form-urlencoded', {
      headers: { Accept: 'application/x-www-form-urlencoded' },
    });
  }
  return new URLSearchParams((await readBytes(request, limit)).toString('utf8'));
}

function requireJson(contentType: string | undefined): void {
  // As nearly everybody spells it.
  if (contentType !== 'application/json' && !isUtf8Type(contentType, JSON_MEDIA_TYPE)) {
    throw new ProblemError('unsupported_media_type', 'The body must be application/json in UTF-8', {
      headers: { Accept: 'application/json' },
    });
  }
}

/** Does the body come as NDJSON? Anything else is {@link readJsonText}'s to judge. */
export function isNdjson(request: IncomingMessage): boolean {
  return isUtf8Type(request.headers['content-type'], NDJSON_MEDIA_TYPE);
}

function isUtf8Type(contentType: string | undefined, pattern: RegExp): boolean {
  const [type = '', ...parameters] = (contentType ?? '').split(';');
  const charset = parameters
    .map((parameter) => parameter.trim().toLowerCase())
    .find((parameter) => parameter.startsWith('charset='));
  const isUtf = charset === undefined || /^charset="?utf-?8"?$/.test(charset);
  return pattern.test(type.trim()) && isUtf;
}

/** @throws {ProblemError} 415 for an encoding other than gzip. */
export function isCompressed(contentEncoding: string | undefined): boolean {
  switch (contentEncoding?.trim().toLowerCase() ?? 'identity') {
    case '':
    case 'identity':
      return false;
    case 'gzip':
    case 'x-gzip':
      return true;
    default:
      throw new ProblemError('unsupported_media_type', 'The content encoding must be gzip or identity', {
        headers: { 'Accept-Encoding': 'gzip, identity' },
      });
  }
}

function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    void discard(request);
    return Promise.reject(tooLarge(limit));
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const refuse = (error: Error) => {
      stop();
      void discard(request);
      reject(error);
    };
    const end = () => {
      stop();
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size));
    };
    const broken = () => {
      stop();
      reject(new ProblemError('malformed', 'The body ended before it was whole'));
    };
    const data = (chunk: Buffer) => {
      if (size + chunk.length > limit) {
        refuse(tooLarge(limit));
        return;
      }
      try {
        bodiesInFlight.take(chunk.length);
      } catch (error) {
        refuse(error as Error);
        return;
      }
      size += chunk.length;
      chunks.push(chunk);
    };
    const stop = () => {
      bodiesInFlight.give(size);
      request.off('data', data).off('end', end).off('error', broken).off('close', broken);
    };
    request.on('data', data).on('end', end).on('error', broken).on('close', broken);
  });
}

/**
 * Reads what is left of a body and throws it away. Resolves at its end, or once the client has left.
 *
 * Closing at once would reset the connection while the client still writes, and it would never read the
 * answer. A client that does not stop is cut off after a while all the same.
 */
export function discard(request: IncomingMessage): Promise<void> {
  let discarded = 0;
  request.on('error', () => undefined);
  request.on('data', (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > MOST_DISCARDED_BYTES) {
      request.destroy();
    }
  });
  request.resume(); // a pipe that was taken off may have left it paused
  return new Promise((resolve) => {
    if (request.readableEnded || request.destroyed) {
      resolve();
    } else {
      request.once('end', resolve).once('close', resolve);
    }
  });
}

async function decompress(raw: Buffer, limit: number): Promise<Buffer> {
  try {
    return await inflate(raw, { maxOutputLength: limit });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw tooLarge(limit);
    }
    throw new ProblemError('malformed', 'The body is not gzip, as its Content-Encoding says');
  }
}

function tooLarge(limit: number): ProblemError {
  return new ProblemError('too_large', `The body is larger than ${limit} bytes`);
}
