// Builds the dashboard from web/ into dist/dashboard/web: one script, one style sheet, one document, nothing inline.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'dist', 'dashboard', 'web');

rmSync(out, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { app: 'web/main.tsx', style: 'web/styles/main.css' },
  outdir: join(out, 'assets'),
  // A name changes with its content, so that browsers may keep the files for good.
  entryNames: '[name]-[hash]',
  bundle: true,
  minify: true,
  format: 'iife',
  target: ['es2022', 'chrome108', 'firefox115', 'safari16'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  tsconfig: 'web/tsconfig.json',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});

const built = (extension) => {
  const found = Object.keys(metafile.outputs).find((path) => path.endsWith(extension));
  if (found === undefined) {
    throw new Error(`The build of web/ made no ${extension} file`);
  }
  return basename(found);
};
const html = readFileSync(join(root, 'web', 'index.html'), 'utf8')
  .replace('%STYLE%', built('.css'))
  .replace('%SCRIPT%', built('.js'));
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'index.html'), html);
writeFileSync(join(out, 'assets', 'icon.svg'), readFileSync(join(root, 'web', 'icon.svg')));
