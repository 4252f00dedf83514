import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** An object of a YAML file, as it is written there. */
export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** One document of a YAML file. */
export interface Manifest {
  /** From the folder that was read; with `#n` where it is not the file's first document. */
  readonly file: string;
  readonly object: ManifestObject;
}

/** All documents of all YAML files below a folder. A file with an error in its YAML (a key twice, say) is an Error. */
export function readManifests(folder: string): Manifest[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml'))
    .sort()
    .flatMap((path) => parseManifests(readFileSync(join(folder, path), 'utf8'), path));
}

/** @param file how messages name the text */
export function parseManifests(text: string, file: string): Manifest[] {
  return parseAllDocuments(text).map((document, index) => {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem !== undefined) {
      throw new Error(`${file}: ${problem.message}`);
    }
    const object = document.toJS() as Partial<ManifestObject> | null;
    if (typeof object?.apiVersion !== 'string' || typeof object.kind !== 'string') {
      throw new Error(`${file}: a document without apiVersion and kind`);
    }
    return { file: index === 0 ? file : `${file}#${index}`, object: object as ManifestObject };
  });
}
