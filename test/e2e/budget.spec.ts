import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const WEB = join(__dirname, '..', '..', 'dist', 'dashboard', 'web');
const MOST_BYTES = 90_000;

describe('what a browser has to load', () => {
  it('is small', () => {
    const files = ['index.html', ...readdirSync(join(WEB, 'assets')).map((name) => join('assets', name))];
    const sizes = files.map((file) => gzipSync(readFileSync(join(WEB, file)), { level: 9 }).length);
    expect(sizes.length).toBeGreaterThanOrEqual(4);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(MOST_BYTES);
  });

  it('is all in files of our own', () => {
    const html = readFileSync(join(WEB, 'index.html'), 'utf8');
    expect(html.match(/(?:src|href)="(?!%BASE%assets\/)/g)).toBeNull();
    expect(html).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=|style=/);
  });
});
