import type { LoggerService } from '@nestjs/common';

/** What NestJS says of its own set-up: a line for each module and route, of interest to its developers. */
const CHATTER: ReadonlySet<unknown> = new Set([
  'InstanceLoader',
  'NestFactory',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** NestJS's logger: passes everything on, its chatter as `debug`. */
export class FrameworkLogger implements LoggerService {
  constructor(private readonly target: Required<Pick<LoggerService, 'debug'>> & LoggerService) {}

  log(message: unknown, ...rest: unknown[]): void {
    if (CHATTER.has(rest.at(-1))) {
      this.target.debug(message, ...rest);
    } else {
      this.target.log(message, ...rest);
    }
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.target.error(message, ...rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.target.warn(message, ...rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.target.debug(message, ...rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.target.verbose?.(message, ...rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.target.fatal?.(message, ...rest);
  }
}
