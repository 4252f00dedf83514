import { NestApplicationContextOptions } from '@nestjs/common/interfaces/nest-application-context-options.interface';

/** A failed start is main.ts's to tell; lines of the start wait until the logger is there. */
export class AppOptions extends NestApplicationContextOptions {
  override bufferLogs = true;
  override abortOnError = false;
  /** The handlers read bodies themselves: their limits differ, and payloads stay text. */
  readonly bodyParser = false;
}
