import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { ApiKey } from '../config/api-keys';
import { ConfigError, type Config } from '../config/config';
import { CONFIG } from '../config/config.module';
import { KeyFile } from './key-file';
import { KeyRing } from './key-ring';

/** How soon a changed file is noticed (ms). */
const LOOK_EVERY_MS = 5_000;

/** Fills the ring of keys at the start, and again whenever their file changes. */
@Injectable()
export class KeyKeeper implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Access');
  private readonly file: KeyFile | null;
  private timer: NodeJS.Timeout | null = null;
  private complaint = '';

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly ring: KeyRing,
  ) {
    const { keysFile, required } = config.access;
    this.file = keysFile === null || !required ? null : new KeyFile(keysFile);
  }

  /** @throws {ConfigError} where the keys cannot be had, or there is none */
  async onModuleInit(): Promise<void> {
    const { required, keys } = this.config.access;
    if (!required) {
      this.warn();
      return;
    }
    this.take((await this.file?.read()) ?? []);
    if (this.ring.size === 0) {
      throw new ConfigError(['SLUICE_API_KEYS_FILE has no key in it, and SLUICE_API_KEYS neither']);
    }
    this.logger.log(`${this.ring.size} API keys are known, ${keys.length} of them from the environment`);
    if (this.file !== null) {
      this.timer = setInterval(() => void this.runOnce(), LOOK_EVERY_MS);
      this.timer.unref();
    }
  }

  onModuleDestroy(): void {
    if (this.timer !== null) {
      clearInterval(this.timer);
      this.timer = null;
    }
  }

  /** Looks at the file once. What cannot be read changes nothing: those who work go on working. */
  async runOnce(): Promise<void> {
    try {
      const keys = (await this.file?.read()) ?? null;
      if (keys !== null) {
        this.take(keys);
        this.logger.log(`The file of API keys has changed: ${this.ring.size} keys are known now`);
      }
      this.complaint = '';
    } catch (error) {
      const complaint = error instanceof Error ? error.message : String(error);
      if (complaint !== this.complaint) {
        this.complaint = complaint;
        this.logger.error(`The API keys stay as they were. ${complaint}`);
      }
    }
  }

  private take(fromFile: readonly ApiKey[]): void {
    const { keys } = this.config.access;
    const own = new Set(keys.map(({ hash }) => hash));
    this.ring.replace([...keys, ...fromFile.filter(({ hash }) => !own.has(hash))]);
  }

  private warn(): void {
    const { access, http } = this.config;
    if (access.keys.length > 0 || access.keysFile !== null) {
      this.logger.warn('SLUICE_AUTH=off: API keys are given and nobody is asked for one');
    } else if (http.allowedHosts === '*') {
      this.logger.warn('No API keys: whoever reaches this address may do everything. docs/security.md');
    }
  }
}
