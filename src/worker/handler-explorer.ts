import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import type { Handler } from '../core/handler';
import type { PayloadCheck } from '../core/payload-check';
import { guardedCheck } from './guarded-check';
import { HandlerRegistry } from './handler-registry';
import { JOB_HANDLER } from './job-handler.decorator';

type Methods = Readonly<Record<string, unknown>>;

/** Finds everything that `@JobHandler` marks, in all modules, and puts it into the registry. */
@Injectable()
export class HandlerExplorer implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
    private readonly registry: HandlerRegistry,
  ) {}

  /** Two handlers for one type, or a class without `run`, stop the start here. */
  onModuleInit(): void {
    // A provider that two modules list is met twice.
    const seen = new Set<object>();
    for (const { instance } of this.discovery.getProviders() as { readonly instance: unknown }[]) {
      if (typeof instance === 'object' && instance !== null && !seen.has(instance)) {
        seen.add(instance);
        this.explore(instance);
      }
    }
  }

  private explore(instance: object): void {
    const prototype = Object.getPrototypeOf(instance) as Methods | null;
    // A provider may be any value, also an object without a prototype.
    const constructor: unknown = Reflect.get(instance, 'constructor');
    const name = typeof constructor === 'function' ? constructor.name : 'a provider';
    const type = this.typeOf(constructor);
    if (type !== undefined) {
      this.add(type, instance, 'run', name, this.checkOf(instance, name));
    }
    for (const method of this.scanner.getAllMethodNames(prototype)) {
      const methodType = this.typeOf(prototype?.[method]);
      if (methodType !== undefined) {
        this.add(methodType, instance, method, name);
      }
    }
  }

  private typeOf(target: unknown): string | undefined {
    return typeof target === 'function' ? this.reflector.get<string>(JOB_HANDLER, target) : undefined;
  }

  private checkOf(instance: object, name: string): PayloadCheck | undefined {
    const { checkPayload } = instance as Methods;
    if (checkPayload === undefined) {
      return undefined;
    }
    if (typeof checkPayload !== 'function') {
      throw new Error(`${name} has a checkPayload that is not a method`);
    }
    return guardedCheck((payload) => (checkPayload as PayloadCheck).call(instance, payload));
  }

  private add(type: string, instance: object, method: string, name: string, check?: PayloadCheck): void {
    const run = (instance as Methods)[method];
    if (typeof run !== 'function') {
      throw new Error(`${name} handles job type '${type}' but has no method run(payload, context)`);
    }
    const handler: Handler = (payload, context) => (run as Handler).call(instance, payload, context);
    this.registry.add(type, handler, `${name}.${method}`, check);
  }
}
