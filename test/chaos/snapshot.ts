import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';

const ROOT = join(__dirname, '..', '..');
const PROCESS_FILES = join(__dirname, 'process');

/**
 * A copy of the built service and of what is loaded before it. Processes start all the time during a run:
 * they are all the same program, also if somebody builds meanwhile.
 */
export class Snapshot {
  private constructor(private readonly dir: string) {}

  static take(): Snapshot {
    const dir = join(ROOT, '.cache', `chaos-${process.pid}`);
    mkdirSync(join(dir, 'process'), { recursive: true });
    cpSync(join(ROOT, 'dist'), join(dir, 'dist'), { recursive: true });
    // The service reads its version there. Without a name: jest takes two packages of one name for a mistake.
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    writeFileSync(join(dir, 'package.json'), JSON.stringify({ version }));
    for (const name of readdirSync(PROCESS_FILES)) {
      const { code } = transformSync(readFileSync(join(PROCESS_FILES, name), 'utf8'), {
        filename: name,
        module: { type: 'commonjs' },
        jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
      });
      writeFileSync(join(dir, 'process', name.replace(/\.ts$/, '.js')), code);
    }
    return new Snapshot(dir);
  }

  get dist(): string {
    return join(this.dir, 'dist');
  }

  /** Starts the service with what is loaded before it. */
  command(...nodeOptions: readonly string[]): readonly [string, ...string[]] {
    const preload = join(this.dir, 'process', 'preload.js');
    return [process.execPath, ...nodeOptions, '-r', preload, join(this.dist, 'main.js')];
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}
