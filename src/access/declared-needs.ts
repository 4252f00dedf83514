import { Injectable, RequestMethod, type OnModuleInit } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { LASTING, NEED, type Need } from './needs-scope.decorator';

type Handler = (...args: never[]) => unknown;

/**
 * What each route asks of its callers, as the controllers declare it. One that declares nothing keeps the service from
 * starting: nobody can forget it.
 */
@Injectable()
export class DeclaredNeeds implements OnModuleInit {
  private readonly needs = new Map<Handler, Need>();
  private readonly open = new Set<string>();
  private readonly lasting = new Set<Handler>();

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
        if (this.reflector.get<true | undefined>(LASTING, handler) === true) {
          this.lasting.add(handler);
        }
        if (need === 'open') {
          this.open.add(`${methodOf(handler)} ${pathOf(metatype, handler)}`);
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

  /** Does its answer go on until somebody ends it? */
  isLasting(handler: unknown): boolean {
    return this.lasting.has(handler as Handler);
  }

  /** Is this exactly a route for everybody? Any other spelling of its path needs a key. */
  isOpen(method: string, path: string): boolean {
    return this.open.has(`${method === 'HEAD' ? 'GET' : method} ${path}`);
  }
}

function pathOf(controller: object, handler: object): string {
  const parts = [controller, handler].map((one) => String(Reflect.getMetadata(PATH_METADATA, one) ?? ''));
  return `/${parts
    .map((part) => part.replace(/^\/+|\/+$/g, ''))
    .filter((part) => part !== '')
    .join('/')}`;
}

function methodOf(handler: object): string {
  return RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
}
