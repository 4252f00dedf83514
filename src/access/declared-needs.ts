import { Injectable, type OnModuleInit } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { NEED, type Need } from './needs-scope.decorator';

type Handler = (...args: never[]) => unknown;

/**
 * What each route asks of its callers, as the controllers declare it. One that declares nothing keeps the service from
 * starting: nobody can forget it.
 */
@Injectable()
export class DeclaredNeeds implements OnModuleInit {
  private readonly needs = new Map<Handler, Need>();
  private readonly open = new Set<string>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  /** @throws {Error} naming every route without a declaration */
  onModuleInit(): void {
    const forgotten: string[] = [];
    for (const { instance, metatype } of this.discovery.getControllers()) {
      if (typeof metatype !== 'function' || typeof instance !== 'object' || instance === null) {
        continue;
      }
      const prototype = Object.getPrototypeOf(instance) as Record<string, unknown>;
      for (const name of this.scanner.getAllMethodNames(prototype)) {
        const handler = prototype[name] as Handler;
        if (Reflect.getMetadata(METHOD_METADATA, handler) === undefined) {
          continue;
        }
        const need = this.reflector.getAllAndOverride<Need | undefined>(NEED, [handler, metatype]);
        if (need === undefined) {
          forgotten.push(`${metatype.name}.${name}`);
          continue;
        }
        this.needs.set(handler, need);
        if (need === 'open') {
          this.open.add(pathOf(metatype, handler));
        }
      }
    }
    if (forgotten.length > 0) {
      throw new Error(`these routes do not say who may call them: ${forgotten.join(', ')}`);
    }
  }

  /** @returns undefined for what declares nothing: it must not be served */
  of(handler: unknown): Need | undefined {
    return this.needs.get(handler as Handler);
  }

  /** Is this exactly the path of a route for everybody? Any other spelling of it needs a key. */
  isOpen(path: string): boolean {
    return this.open.has(path);
  }
}

function pathOf(controller: object, handler: object): string {
  const parts = [controller, handler].map((one) => String(Reflect.getMetadata(PATH_METADATA, one) ?? ''));
  return `/${parts
    .map((part) => part.replace(/^\/+|\/+$/g, ''))
    .filter((part) => part !== '')
    .join('/')}`;
}
