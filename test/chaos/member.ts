import type { Exit, Service } from '../support/service';
import { TcpProxy } from '../support/tcp-proxy';
import type { Pause, ProcessLife } from './ledger/evidence';
import { machineMs } from './process/machine-clock';
import type { Timeline } from './timeline';

export interface MemberPorts {
  launch(name: string, redisUrl: string, env: Readonly<Record<string, string>>): Promise<Service>;
  readonly lives: Map<string, ProcessLife>;
  readonly timeline: Timeline;
  violate(name: string, detail: string): void;
}

/** Drain with its grace, the last tries to reach Redis, and a busy machine. */
const EXIT_WITHIN_MS = 20_000;

/** A process that starts while the store is out of order is up as soon as it is back. */
const READY_WITHIN_MS = 60_000;

/** Trouble this long before SIGTERM (ms) can still be the reason that leases did not get back. */
const TROUBLE_LASTS_MS = 2_000;

interface Life {
  readonly name: string;
  readonly pid: number;
  endedAt: number | null;
  readonly pauses: Pause[];
  /** Its end is no surprise. */
  meantToEnd: boolean;
}

/** One place in the cluster: a process, those that took its place before, and its way to Redis. */
export class Member {
  private generation = 0;
  private service: Service | null = null;
  private life: Life | null = null;
  /** Also of a process that is not ready yet, or on its way out. */
  private latest: Service | null = null;

  private constructor(
    readonly slot: string,
    readonly link: TcpProxy,
    private readonly ports: MemberPorts,
  ) {}

  static async create(slot: string, redisPort: number, ports: MemberPorts): Promise<Member> {
    return new Member(slot, await TcpProxy.start(redisPort), ports);
  }

  get running(): boolean {
    return this.service !== null;
  }

  /** Of the process that runs now. */
  get name(): string {
    return `${this.slot}.${this.generation}`;
  }

  get pid(): number {
    return this.service?.pid ?? 0;
  }

  get url(): string {
    return this.service?.url ?? '';
  }

  async start(env: Readonly<Record<string, string>> = {}): Promise<void> {
    this.generation += 1;
    const service = await this.ports.launch(this.name, this.link.url, env);
    this.latest = service;
    const life: Life = { name: this.name, pid: service.pid, endedAt: null, pauses: [], meantToEnd: false };
    this.ports.lives.set(life.name, life);
    this.life = life;
    void service.exited(2 ** 31 - 1).then((exit) => this.ended(life, service, exit));
    await service.ready(READY_WITHIN_MS);
    this.service = service;
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    const service = this.leave();
    service.signal('SIGKILL');
    await service.exited(EXIT_WITHIN_MS);
  }

  /** SIGTERM, and the end that must come by itself with exit code 0. */
  async terminate(): Promise<void> {
    if (this.service === null) {
      return;
    }
    const service = this.leave();
    const name = this.name;
    const from = machineMs();
    service.signal('SIGTERM');
    const exit = await service.exited(EXIT_WITHIN_MS).catch(() => null);
    if (exit === null) {
      this.ports.violate(name, `did not end within ${EXIT_WITHIN_MS} ms of SIGTERM\n${service.log}`);
      await service.kill();
    } else if (exit.code !== 0 && !this.ports.timeline.storeTroubleSince(from, TROUBLE_LASTS_MS)) {
      this.ports.violate(name, `ended after SIGTERM with ${JSON.stringify(exit)}\n${service.log}`);
    }
  }

  /** Stands still for a while. */
  async pause(wait: () => Promise<void>): Promise<void> {
    const { service, life } = this;
    if (service === null || life === null) {
      return;
    }
    service.signal('SIGSTOP');
    const from = machineMs();
    try {
      await wait();
    } finally {
      life.pauses.push({ from, to: machineMs() });
      service.signal('SIGCONT');
    }
  }

  /** For the end of a run, whatever state it is in. */
  async discard(): Promise<void> {
    if (this.life !== null) {
      this.life.meantToEnd = true;
    }
    this.service = null;
    await this.latest?.kill();
    await this.link.stop();
  }

  /** The process is on its way out: clients are not sent to it any more, and its end is no surprise. */
  private leave(): Service {
    const { service, life } = this;
    if (service === null || life === null) {
      throw new Error(`${this.slot} does not run`);
    }
    life.meantToEnd = true;
    this.service = null;
    return service;
  }

  private ended(life: Life, service: Service, exit: Exit): void {
    life.endedAt = machineMs();
    if (!life.meantToEnd) {
      this.ports.violate(life.name, `ended by itself with ${JSON.stringify(exit)}\n${service.log}`);
      this.service = null;
    }
    if (/unhandled rejection|uncaught exception/.test(service.log)) {
      this.ports.violate(life.name, `has an unhandled error\n${service.log}`);
    }
  }
}
