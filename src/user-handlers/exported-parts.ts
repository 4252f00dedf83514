import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { INJECTABLE_WATERMARK, MODULE_METADATA } from '@nestjs/common/constants.js';
import { JOB_HANDLER } from '../worker/job-handler.decorator';

/** What files of handlers bring along. */
export interface UserParts {
  /** Classes marked with `@Module`. */
  readonly modules: readonly Type[];
  /** Classes marked with `@Injectable` or `@JobHandler` that none of the modules provides. */
  readonly providers: readonly Type[];
}

export const NO_USER_PARTS: UserParts = { modules: [], providers: [] };

/** Sorts what a file exports; anything else that it exports is its own business. */
export function exportedParts(exported: readonly unknown[]): UserParts {
  const classes = [...new Set(exported)].filter(isClass);
  const modules = classes.filter(isModule);
  const provided = new Set(modules.flatMap(providersOf));
  const providers = classes.filter(
    (type) => !isModule(type) && !provided.has(type) && (hasOwn(INJECTABLE_WATERMARK, type) || handles(type)),
  );
  return { modules, providers };
}

/** Also what `module.exports` holds, which an import of a CommonJS file has as its default. */
export function exportsOf(imported: Readonly<Record<string, unknown>>): unknown[] {
  const whole = imported['default'];
  const members = typeof whole === 'object' && whole !== null ? Object.values(whole) : [];
  return [...Object.values(imported), ...(members as unknown[])];
}

function isClass(value: unknown): value is Type {
  return typeof value === 'function' && typeof value.prototype === 'object';
}

function isModule(type: Type): boolean {
  return Object.values(MODULE_METADATA).some((key) => hasOwn(key, type));
}

/** Is the class marked with JobHandler, or one of its methods? */
function handles(type: Type): boolean {
  const prototype = type.prototype as Readonly<Record<string, unknown>>;
  const methods = Object.getOwnPropertyNames(prototype)
    .filter(
      (name) => name !== 'constructor' && Object.getOwnPropertyDescriptor(prototype, name)?.get === undefined,
    )
    .map((name) => prototype[name]);
  return [type, ...methods].some((target) => typeof target === 'function' && hasOwn(JOB_HANDLER, target));
}

function providersOf(module: Type): unknown[] {
  return (Reflect.getMetadata(MODULE_METADATA.PROVIDERS, module) as unknown[] | undefined) ?? [];
}

function hasOwn(key: string, target: object): boolean {
  return Reflect.hasOwnMetadata(key, target);
}
