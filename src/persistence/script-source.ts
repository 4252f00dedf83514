import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inline } from './script-inliner';
import { link, PLACE_MARK } from './script-linker';

/** A Lua script as Redis gets it, with what its header says. */
export interface Script {
  readonly name: string;
  readonly text: string;
  /** How Redis knows it (EVALSHA): by content, so releases with different scripts run side by side. */
  readonly sha: string;
  readonly header: ScriptHeader;
}

/** The header that each script opens with; the command descriptors are checked against it. */
export interface ScriptHeader {
  readonly flags: readonly string[];
  readonly keys: string;
  readonly argv: string;
  readonly returns: string;
}

export type Scripts = ReadonlyMap<string, Script>;

/** What the linker made of a text, by the text's hash: who opens several stores has the same texts each time. */
const LINKED = new Map<string, Linked>();

type Linked = Pick<Script, 'text' | 'sha'>;

const FOLDER = join(__dirname, 'scripts');
const INCLUDE = /^( *)--@include (.+)$/gm;
/** `--@include script:<name>` puts in another script with all its parts: the body of a function of its own. */
const WHOLE_SCRIPT = 'script:';
/**
 * `--@include base | moves`: what follows is a function within. For each local of the same function that a new
 * function refers to, Lua goes through all those that others refer to already; what comes from further out it just
 * copies. With a hundred functions in a script that was a tenth of a call.
 */
const NEST = '|';
const NESTED = /^--@include .* \| /m;

/**
 * Reads all scripts and puts in what they include from `scripts/lib`. All files are read now, so that those of a release
 * belong together whatever is done to the folder; a script is linked when it is first used.
 *
 * @param overrides parts to use in place of the files, by name: tests give `clock` to have time in their hand.
 * @param folder of other scripts, which may have a `lib` of their own besides.
 */
export function loadScripts(
  overrides: Readonly<Record<string, string>> = {},
  folder: string = FOLDER,
): Scripts {
  // Most parts are in most scripts.
  const parts = new Map<string, string>();
  const sourceOf = (part: string): string =>
    part.startsWith(WHOLE_SCRIPT)
      ? readWhole(folder, part.slice(WHOLE_SCRIPT.length))
      : (overrides[part] ?? readPart(folder, part));
  const partOf = (part: string): string => {
    const known = parts.get(part);
    if (known !== undefined) {
      return known;
    }
    const assembled = assemble(sourceOf(part), partOf);
    // By itself: what it declares, the script around it may declare again.
    const text = part.startsWith(WHOLE_SCRIPT) ? inline(assembled) : assembled;
    parts.set(part, text);
    return text;
  };
  const files = readdirSync(folder).filter((file) => file.endsWith('.lua'));
  return new Map(
    files.map((file) => {
      const name = file.slice(0, -'.lua'.length);
      return [name, build(name, readFileSync(join(folder, file), 'utf8'), partOf)];
    }),
  );
}

function build(name: string, source: string, partOf: (part: string) => string): Script {
  const whole = assemble(source, partOf);
  // Comments are for readers of the files; Redis keeps and hashes less without them.
  return new LinkedScript(name, readHeader(name, source), whole.replace(/^\s*--(?!@).*\n/gm, ''));
}

/** To link all scripts would be a sixth of a process's start, and no process uses all. */
class LinkedScript implements Script {
  private linked: Linked | null = null;

  constructor(
    readonly name: string,
    readonly header: ScriptHeader,
    private readonly whole: string,
  ) {}

  get text(): string {
    return this.link().text;
  }

  get sha(): string {
    return this.link().sha;
  }

  private link(): Linked {
    this.linked ??= linkOnce(this.whole);
    return this.linked;
  }
}

function linkOnce(whole: string): Linked {
  const key = sha1(whole);
  let linked = LINKED.get(key);
  if (linked === undefined) {
    const text = link(inline(whole));
    linked = { text, sha: sha1(text) };
    LINKED.set(key, linked);
  }
  return linked;
}

function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

function assemble(source: string, partOf: (part: string) => string): string {
  const text = source.replace(INCLUDE, (_line, indent: string, parts: string) => {
    const included = parts
      .split(' ')
      .map((part) => (part === NEST ? 'return (function()' : partOf(part)))
      .join('\n')
      .replace(/^(?=.)/gm, indent);
    return indent === '' ? included : `${indent}${PLACE_MARK}\n${included}`;
  });
  return NESTED.test(source) ? `${text}end)()\n` : text;
}

/** Without its first line, which is for Redis. */
function readWhole(folder: string, script: string): string {
  const text = readFileSync(join(folder, `${script}.lua`), 'utf8');
  return text.slice(text.indexOf('\n') + 1);
}

function readPart(folder: string, part: string): string {
  const own = join(folder, 'lib', `${part}.lua`);
  return readFileSync(existsSync(own) ? own : join(FOLDER, 'lib', `${part}.lua`), 'utf8');
}

function readHeader(name: string, source: string): ScriptHeader {
  const flags = /^#!lua(?: flags=(\S+))?$/m.exec(source);
  const section = (title: string): string => {
    const found = new RegExp(`^-- ${title}: ((?:.|\\n--    )*)`, 'm').exec(source);
    if (found?.[1] === undefined) {
      throw new Error(`script ${name} does not say its ${title}`);
    }
    return found[1].replace(/\n--\s+/g, ' ').trim();
  };
  if (flags === null) {
    throw new Error(`script ${name} has no #!lua line`);
  }
  return {
    flags: flags[1]?.split(',') ?? [],
    keys: section('KEYS'),
    argv: section('ARGV'),
    returns: section('returns'),
  };
}
