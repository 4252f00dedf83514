import { resolved, type ApiDocument, type Schema } from './api-document';
import type { Dice } from './dice';
import { Harvest } from './harvest';

const DAY_MS = 86_400_000;

/** Waiting is not what is tried here (ms). */
const LONGEST_WAIT_MS = 20;

/** Names that all rules of names allow. */
const NAMES = ['a', 'mail', 'default', 'x.y', 'A-1_b', 'q@1', '7'];

/** Makes values that a schema allows. */
export class ValidValues {
  constructor(
    private readonly document: ApiDocument,
    private readonly dice: Dice,
    private readonly harvest: Harvest,
  ) {}

  /** @param name of the field or parameter: some are known from answers */
  make(schema: Schema, name: string, depth = 0): unknown {
    const { dice } = this;
    const full = resolved(schema, this.document);
    const kind = Harvest.kindOf(name);
    if (kind !== null && full.type !== 'array' && dice.chance(0.8)) {
      const known = this.harvest.one(kind, dice);
      if (known !== null) {
        return known;
      }
    }
    if (name === 'wait_ms') {
      return dice.int(0, LONGEST_WAIT_MS);
    }
    if (full.enum !== undefined) {
      return dice.pick(full.enum);
    }
    if (full.example !== undefined && dice.chance(0.3)) {
      return full.example;
    }
    const choices = full.oneOf ?? full.anyOf;
    if (choices !== undefined) {
      return this.make(dice.pick(choices), name, depth);
    }
    if (full.allOf !== undefined) {
      const parts = full.allOf.map((part) => this.make(part, name, depth));
      return parts.length === 1 ? parts[0] : Object.assign({}, ...parts);
    }
    return this.ofType(full, name, depth);
  }

  private ofType(schema: Schema, name: string, depth: number): unknown {
    const { dice } = this;
    const type = typeof schema.type === 'object' ? dice.pick(schema.type) : schema.type;
    switch (type) {
      case 'string':
        return this.text(schema);
      case 'integer':
        return this.integer(schema);
      case 'number':
        return this.integer(schema) + (dice.chance(0.5) && schema.maximum !== undefined ? 0 : 0.5);
      case 'boolean':
        return dice.chance(0.5);
      case 'null':
        return null;
      case 'array': {
        const most = Math.min(schema.maxItems ?? 3, 3);
        const count = Math.max(schema.minItems ?? 0, dice.int(0, most));
        return Array.from({ length: count }, () => this.make(schema.items ?? {}, name, depth + 1));
      }
      case 'object':
        return this.object(schema, depth);
      default:
        return dice.pick([null, 1, 'text', { a: [1, { b: 'c' }] }, [], { duration_ms: 0 }]);
    }
  }

  private object({ properties = {}, required = [] }: Schema, depth: number): object {
    const { dice } = this;
    const likely = depth > 3 ? 0 : 0.3;
    return Object.fromEntries(
      Object.entries(properties)
        .filter(([field]) => required.includes(field) || dice.chance(likely))
        .map(([field, schema]) => [field, this.make(schema, field, depth + 1)]),
    );
  }

  private integer({ minimum = 0, maximum = 1_000_000 }: Schema): number {
    const { dice } = this;
    return dice.pick([
      minimum,
      maximum,
      dice.int(minimum, maximum),
      dice.int(minimum, Math.min(maximum, minimum + 10)),
    ]);
  }

  private text({ format, pattern, example }: Schema): string {
    const { dice } = this;
    if (format === 'date-time') {
      return new Date(Date.now() + dice.int(-DAY_MS, DAY_MS)).toISOString();
    }
    if (format === 'uri') {
      return 'https://fuzz.invalid/hook';
    }
    const made = dice.chance(0.5) ? dice.pick(NAMES) : `n${dice.int(0, 200)}`;
    return pattern === undefined || new RegExp(pattern).test(made)
      ? made
      : typeof example === 'string'
        ? example
        : 'a';
  }
}
