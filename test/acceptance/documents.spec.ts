import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster } from '../support/cluster';
import { asPattern, consoleExamples, runExample } from '../support/console-examples';
import { brokenLinks } from '../support/document-links';
import { type Service } from '../support/service';
import { commandsOf, isRequests, shellBlocks } from '../support/shell-blocks';
import { RUN_ELSEWHERE } from './run-elsewhere';

const ROOT = join(__dirname, '..', '..');

/** All pages for users, each with what it has to run. */
const pages = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => join('docs', name))]
  .filter((page) => page.endsWith('.md'))
  .map((page) => ({
    page,
    examples: consoleExamples(join(ROOT, page)),
    blocks: shellBlocks(join(ROOT, page)),
  }));

// Each page by itself, from an empty Redis, as its reader begins.
describe.each(pages.filter(({ examples, blocks }) => examples.length > 0 || blocks.some(isRequests)))(
  'the commands of $page',
  ({ examples, blocks }) => {
    let cluster: Cluster;
    let service: Service;
    let folder: string;

    beforeAll(async () => {
      cluster = await Cluster.start();
      service = await cluster.service();
      folder = mkdtempSync(join(tmpdir(), 'sluice-documents-'));
    });
    afterAll(async () => {
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    for (const { command, expected } of examples) {
      it(command, () => {
        const at = { port: service.port, redisPort: cluster.redis.port, folder };
        expect(runExample(command, at)).toMatch(asPattern(expected));
      });
    }

    for (const block of blocks.filter(isRequests)) {
      it(block, () => {
        const script = block
          .replaceAll('curl ', 'curl -sS --fail-with-body ')
          .replaceAll('localhost:8080', `127.0.0.1:${service.port}`);
        execFileSync('bash', ['-ec', script], { encoding: 'utf8', timeout: 60_000, cwd: folder });
      });
    }
  },
);

it('npx finds the command that the documents give to it', () => {
  expect(execFileSync('npx', ['sluice', '--help'], { cwd: ROOT, encoding: 'utf8' })).toContain('explain');
});

describe('commands that are not run here', () => {
  const elsewhere = pages.flatMap(({ page, blocks }) =>
    blocks
      .filter((block) => !isRequests(block))
      .flatMap(commandsOf)
      .flatMap((line) => line.split(' && '))
      .filter((command) => command !== 'cd sluice')
      .map((command) => ({ page, command })),
  );

  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  /** Of a script or a file of ours: that it is there. */
  const isOurs = (command: string) => {
    const [, script] = /^npm run ([a-z:]+)/.exec(command) ?? [];
    const [, file] = /^node (?:-r \S+ )?([a-z][\w./-]+)/.exec(command) ?? [];
    return (
      (script !== undefined && script in scripts) || (file !== undefined && existsSync(join(ROOT, file)))
    );
  };

  it('are known, each with its reason, or ours', () => {
    const unknown = elsewhere.filter(
      ({ command }) =>
        !isOurs(command) && !RUN_ELSEWHERE.some(([beginning]) => command.startsWith(beginning)),
    );
    expect(unknown).toEqual([]);
  });

  it('are still in the documents', () => {
    const gone = RUN_ELSEWHERE.filter(
      ([beginning]) => !elsewhere.some(({ command }) => command.startsWith(beginning)),
    );
    expect(gone).toEqual([]);
  });
});

describe('links between the documents', () => {
  const files = [...pages.map(({ page }) => page), 'CHANGELOG.md', 'CONTRIBUTING.md'];

  it.each(files)('%s leads to files and headings that are there', (page) => {
    expect(brokenLinks(join(ROOT, page))).toEqual([]);
  });
});
