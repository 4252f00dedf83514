import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Links of a Markdown file to files or headings that are not there; what leads to the web is not asked for. */
export function brokenLinks(file: string): string[] {
  const links = [...withoutCode(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => !/^[a-z]+:/.test(link)).filter((link) => !leadsSomewhere(file, link));
}

function leadsSomewhere(file: string, link: string): boolean {
  const [path = '', heading] = link.split('#');
  const target = path === '' ? file : resolve(dirname(file), path);
  return existsSync(target) && (heading === undefined || headingsOf(target).includes(heading));
}

/** As GitHub names them: small letters, dashes for spaces, no punctuation. */
function headingsOf(file: string): string[] {
  return [...withoutCode(file).matchAll(/^#+ (.*)$/gm)].map(([, text = '']) =>
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function withoutCode(file: string): string {
  return readFileSync(file, 'utf8').replaceAll(/^```.*?^```$/gms, '');
}
