import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '..', '..');
const BULK = '/-/npm/v1/security/advisories/bulk';

interface Outcome {
  readonly code: number;
  readonly said: string;
}

/** A registry that answers one question: which advisories there are. It knows of no package. */
class Registry {
  asked = 0;
  private constructor(private readonly server: Server) {}

  static async start(answer: (response: ServerResponse) => void): Promise<Registry> {
    const server = createServer((request, response) => {
      request.resume();
      if (request.url === BULK) {
        registry.asked += 1;
        answer(response);
      } else {
        response.writeHead(404).end('{}');
      }
    });
    const registry = new Registry(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return registry;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

async function advisories(registry: string, ...args: readonly string[]): Promise<Outcome> {
  const env = { ...process.env, npm_config_registry: registry };
  try {
    const { stdout } = await promisify(execFile)('node', ['scripts/advisories.mjs', ...args], {
      cwd: ROOT,
      env,
    });
    return { code: 0, said: stdout };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, said: stderr };
  }
}

const json = (body: unknown) => (response: ServerResponse) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

describe('npm run advisories', () => {
  let registry: Registry;
  const start = async (answer: (response: ServerResponse) => void) => {
    registry = await Registry.start(answer);
    return registry.url;
  };
  afterEach(() => registry.stop());

  it('passes where the registry knows of none', async () => {
    const outcome = await advisories(await start(json({})), '--required');
    expect(outcome).toEqual({ code: 0, said: 'No known vulnerabilities in what runs in production.\n' });
    expect(registry.asked).toBe(1);
  });

  it('fails where it knows of one, and says which', async () => {
    const url = await start(
      json({
        ioredis: [
          {
            id: 1,
            url: 'https://example.org/advisory-1',
            title: 'made up for this test',
            severity: 'high',
            vulnerable_versions: '>=1.0.0',
            cwe: [],
            cvss: { score: 0, vectorString: null },
          },
        ],
      }),
    );
    const { code, said } = await advisories(url);
    expect(code).toBe(1);
    expect(said).toMatch(
      /^There are advisories:\nioredis .*: high: made up for this test \(https:\/\/example\.org\/advisory-1\)\n$/,
    );
  });

  const said = expect.stringMatching(/^Advisories could not be asked for: \S.*\n$/) as string;

  it('does not fail where the registry refuses to say', async () => {
    const url = await start((response) => response.writeHead(405).end());
    expect(await advisories(url)).toEqual({ code: 0, said });
  });

  it('does not take any other answer for none', async () => {
    const url = await start((response) => response.writeHead(200).end('<html>'));
    expect(await advisories(url, '--required')).toEqual({ code: 1, said });
  });
});
