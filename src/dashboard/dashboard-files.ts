import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Where the build puts them; the same from the sources and from dist. */
export const DASHBOARD_FOLDER = join(__dirname, '..', '..', 'dist', 'dashboard', 'web');

/** What the document has in place of the way to `/dashboard/`. */
const BASE_MARK = '%BASE%';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** A file as it goes out. */
export interface DashboardFile {
  readonly type: string;
  readonly body: Buffer;
  /** The same, gzipped. */
  readonly zipped: Buffer;
  /** Names the content (RFC 9110 §8.8.3). */
  readonly etag: string;
  /** Its name changes with its content. */
  readonly lasting: boolean;
}

/** All files of the dashboard, in memory: under 100 kB gzipped, and nobody's path reaches the disk. */
export class DashboardFiles {
  private readonly documents = new Map<string, DashboardFile>();

  private constructor(
    private readonly template: string | null,
    private readonly assets: ReadonlyMap<string, DashboardFile>,
  ) {}

  /** @param folder with `index.html` and `assets/`; where it is not there, there is no dashboard. */
  static read(folder: string): DashboardFiles {
    let names: string[];
    try {
      names = readdirSync(join(folder, 'assets'));
    } catch {
      return new DashboardFiles(null, new Map());
    }
    const assets = names.flatMap((name): [string, DashboardFile][] => {
      const type = TYPES[extname(name)];
      return type === undefined
        ? []
        : [[name, fileOf(type, readFileSync(join(folder, 'assets', name)), true)]];
    });
    return new DashboardFiles(readFileSync(join(folder, 'index.html'), 'utf8'), new Map(assets));
  }

  /** null: there is none of this name. */
  asset(name: string): DashboardFile | null {
    return this.assets.get(name) ?? null;
  }

  /** The page. @param base the way from it to `/dashboard/`. null: there is no dashboard. */
  document(base: string): DashboardFile | null {
    if (this.template === null) {
      return null;
    }
    let file = this.documents.get(base);
    if (file === undefined) {
      const html = this.template.replaceAll(BASE_MARK, base);
      file = fileOf('text/html; charset=utf-8', Buffer.from(html), false);
      // As deep as its pages are; what strangers ask for is not kept.
      if (base.length <= MOST_KEPT_BASE) {
        this.documents.set(base, file);
      }
    }
    return file;
  }
}

const MOST_KEPT_BASE = '../../../'.length;

function fileOf(type: string, body: Buffer, lasting: boolean): DashboardFile {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  return { type, body, zipped: gzipSync(body, { level: 9 }), etag, lasting };
}
