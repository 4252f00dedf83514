import { readFile } from 'node:fs/promises';
import { parseApiKeys, type ApiKey } from '../config/api-keys';
import { ConfigError } from '../config/config';

const NAME = 'SLUICE_API_KEYS_FILE';
/** Of 10,000 keys with long names; more is another file. */
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * The file of keys, read again and again rather than watched: a secret that Kubernetes mounts changes by a link to
 * another folder, which no watcher of the file sees.
 */
export class KeyFile {
  private known: string | null = null;

  constructor(private readonly path: string) {}

  /**
   * The keys in it; null: the text is as it was at the last call.
   *
   * @throws {ConfigError} where it cannot be read, or is not a list of keys; the next call reads it again
   */
  async read(): Promise<readonly ApiKey[] | null> {
    const text = await this.text();
    if (text === this.known) {
      return null;
    }
    const keys = parseApiKeys(text);
    if ('bad' in keys) {
      throw new ConfigError([`${NAME}=${this.path} ${keys.bad}`]);
    }
    this.known = text;
    return keys;
  }

  private async text(): Promise<string> {
    try {
      const bytes = await readFile(this.path);
      if (bytes.length > MOST_BYTES) {
        throw new Error('it is too large');
      }
      return bytes.toString('utf8');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ConfigError([`${NAME}=${this.path} cannot be read: ${reason}`]);
    }
  }
}
