import { createHash, randomBytes } from 'node:crypto';
import { TOKEN_LENGTH, WORKER_ID_LENGTH } from '../core/claim';

const DIGITS = 36n;

function digits(bytes: Buffer, length: number): string {
  const number = BigInt(`0x${bytes.toString('hex')}`) % DIGITS ** BigInt(length);
  return number.toString(Number(DIGITS)).padStart(length, '0');
}

/** The same for the same name in every process, so that a worker which asks several of them is one worker. */
export function remoteWorkerId(name: string): string {
  return digits(
    createHash('sha256').update(`remote worker ${name}`).digest().subarray(0, 16),
    WORKER_ID_LENGTH,
  );
}

/** By chance and not counted: other processes make nonces for the same worker. */
export function remoteNonce(workerId: string): string {
  return workerId + digits(randomBytes(16), TOKEN_LENGTH - WORKER_ID_LENGTH);
}
