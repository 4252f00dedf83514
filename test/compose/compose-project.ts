import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '..', '..');
const execute = promisify(execFile);

/** A container of a project. */
export interface Container {
  readonly id: string;
  readonly service: string;
  readonly state: string;
  readonly exitCode: number;
  readonly image: string;
}

/** docker-compose.yml, run as a project with its own name and ports, beside whatever else runs here. */
export class ComposeProject {
  constructor(
    private readonly name: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  /** `docker compose …`; its output. */
  async compose(command: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
    return await this.docker(['compose', '-p', this.name, ...command.split(' ')], env);
  }

  /** Of a service, stopped ones too. */
  async containers(service: string): Promise<Container[]> {
    const labels = [`com.docker.compose.project=${this.name}`, `com.docker.compose.service=${service}`];
    const ids = await this.docker([
      'ps',
      '-aq',
      ...labels.flatMap((label) => ['--filter', `label=${label}`]),
    ]);
    const found = ids.split('\n').filter((id) => id !== '');
    if (found.length === 0) {
      return [];
    }
    const described = JSON.parse(await this.docker(['inspect', ...found])) as {
      Id: string;
      State: { Status: string; ExitCode: number };
      Config: { Image: string };
    }[];
    return described.map(({ Id, State, Config }) => ({
      id: Id,
      service,
      state: State.Status,
      exitCode: State.ExitCode,
      image: Config.Image,
    }));
  }

  /** `docker stop`: SIGTERM, and the container's own time until SIGKILL. Resolves to the exit codes. */
  async stop(containers: readonly Container[]): Promise<number[]> {
    const ids = containers.map(({ id }) => id);
    await this.docker(['stop', ...ids]);
    const text = await this.docker(['inspect', '--format', '{{.State.ExitCode}}', ...ids]);
    return text.trim().split('\n').map(Number);
  }

  async remove(containers: readonly Container[]): Promise<void> {
    await this.docker(['rm', ...containers.map(({ id }) => id)]);
  }

  private async docker(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
    const { stdout } = await execute('docker', args, {
      cwd: ROOT,
      env: { ...process.env, ...this.env, ...env },
      maxBuffer: 64 * 1_048_576,
    });
    return stdout;
  }
}
