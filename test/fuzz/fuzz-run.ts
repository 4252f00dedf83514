import { NAMESPACES_KEY, namespacePrefix } from '../../src/persistence/keys';
import { mustBeSound } from '../support/audit';
import type { TestRedis } from '../support/redis-server';
import { AnswerCheck } from './answer-check';
import { operationsOf, type ApiDocument, type Operation } from './api-document';
import { Dice } from './dice';
import { Exchange, type FuzzAnswer } from './exchange';
import { Findings } from './findings';
import { Harvest } from './harvest';
import { RequestMaker, type FuzzRequest } from './request-maker';
import type { ServiceProcess } from './service-process';

/** At once. */
const CONNECTIONS = 24;

/** Of all requests: those whose bytes are changed on the way. */
const GARBLED = 0.06;

/** Before memory is looked at for the first time: code is compiled, caches are full. */
const WARM_UP = 4_000;

/** What the process may hold more than after the warm-up, once all is over (bytes). */
const MEMORY_ROOM = 24 * 1024 * 1024;

/** Of a thousand requests: a busy machine may keep Redis from answering in time. */
const STORE_LATE = 1;

/** Problems that say so: nobody knows, and the same request may be sent again. */
const MAY_BE_STORED = /"code":"(?:store_unavailable|not_replicated)"/;

/** A namespace has them from its first mention on: the version of its form, and how many arrivals were numbered. */
const OF_ANY: ReadonlySet<string> = new Set(['meta', 'seq']);

/** Sends generated requests and holds the service to what it says of itself. */
export class FuzzRun {
  readonly findings = new Findings();
  readonly statuses = new Map<number, number>();
  /** Namespaces of one request each, which was refused. */
  private readonly refused = new Map<string, readonly [FuzzRequest, FuzzAnswer]>();
  private late = 0;

  private constructor(
    private readonly service: ServiceProcess,
    private readonly redis: TestRedis,
    private readonly exchange: Exchange,
    readonly operations: readonly Operation[],
    private readonly maker: RequestMaker,
    private readonly dice: Dice,
    private readonly harvest: Harvest,
    private readonly check: AnswerCheck,
  ) {}

  static async prepare(service: ServiceProcess, redis: TestRedis, seed: number): Promise<FuzzRun> {
    const exchange = new Exchange(service.port, CONNECTIONS);
    const answer = await exchange.send({ method: 'GET', path: '/openapi.json', headers: {}, body: null });
    const document = JSON.parse(answer?.text ?? '') as ApiDocument;
    const operations = operationsOf(document);
    const dice = new Dice(seed);
    const harvest = new Harvest();
    const maker = new RequestMaker(document, operations, dice, harvest);
    return new FuzzRun(service, redis, exchange, operations, maker, dice, harvest, new AnswerCheck(document));
  }

  /** @param progress is told how many requests are done, now and then */
  async run(requests: number, progress: (done: number) => void): Promise<void> {
    const first = Math.min(WARM_UP, Math.floor(requests / 2));
    await this.send(first);
    const before = await this.service.heap();
    for (let done = first; done < requests;) {
      const some = Math.min(10_000, requests - done);
      await this.send(some);
      done += some;
      progress(done);
    }
    await this.afterwards(requests, before);
    this.exchange.close();
  }

  private async send(count: number): Promise<void> {
    let left = count;
    const one = async () => {
      while (left > 0 && this.service.alive) {
        left -= 1;
        await this.step(this.maker.next());
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, one));
  }

  private async step(request: FuzzRequest): Promise<void> {
    // One that is for itself could become one for another's namespace.
    const garbled = request.ownNamespace === null && this.dice.chance(GARBLED);
    let answer: FuzzAnswer | null;
    try {
      answer = garbled
        ? await this.exchange.sendGarbled(request, this.dice)
        : await this.exchange.send(request);
    } catch (error) {
      this.findings.note(
        request.operation.name,
        error instanceof Error ? error.message : String(error),
        request,
      );
      return;
    }
    if (answer === null) {
      return; // what does not end, or is no HTTP at all
    }
    this.statuses.set(answer.status, (this.statuses.get(answer.status) ?? 0) + 1);
    if (answer.text.includes('"store_unavailable"')) {
      this.late += 1;
    }
    // The path that was asked for may be another one than that of the operation.
    const lenient = garbled || !this.isMeant(request);
    const wrong = this.check.wrong(request.operation, answer, request.method, lenient);
    if (wrong !== null) {
      this.findings.note(request.operation.name, wrong, request, answer);
    }
    if (!garbled) {
      await this.follow(request, answer);
    }
  }

  private isMeant({ operation, method, path }: FuzzRequest): boolean {
    const [bare = ''] = path.split('?');
    const takers = this.operations.filter((one) => one.method === method && one.pattern.test(bare));
    return method === operation.method && takers[0] === operation && takers.length === 1;
  }

  /** What was taken must be there; what was refused must have left nothing. */
  private async follow(request: FuzzRequest, answer: FuzzAnswer): Promise<void> {
    const { ownNamespace } = request;
    if (answer.status >= 400) {
      if (ownNamespace !== null && !MAY_BE_STORED.test(answer.text)) {
        this.refused.set(ownNamespace, [request, answer]);
      }
      return;
    }
    if (answer.text === '' || !String(answer.headers['content-type']).startsWith('application/json')) {
      return;
    }
    const body = JSON.parse(answer.text) as Readonly<Record<string, unknown>> | null;
    if (ownNamespace === null) {
      this.harvest.gather(body);
    } else if (body?.['outcome'] === 'created') {
      const path = `/jobs/${encodeURIComponent(String(body['job_id']))}`;
      const headers = { 'sluice-namespace': ownNamespace };
      const there = await this.exchange.send({ method: 'GET', path, headers, body: null });
      if (there?.status !== 200) {
        this.findings.note(request.operation.name, 'a job that was taken is not there', request, there);
      }
    }
  }

  private async afterwards(requests: number, heapBefore: number): Promise<void> {
    if (!this.service.alive) {
      this.findings.note('the service', `is gone:\n${this.service.log.slice(-2_000)}`);
      return;
    }
    if (/"level":(?:50|60)/.test(this.service.log)) {
      this.findings.note('the log', `has errors:\n${this.service.log.slice(0, 4_000)}`);
    }
    if (this.late > (requests / 1_000) * STORE_LATE) {
      this.findings.note('the store', `did not answer ${this.late} times`);
    }
    await this.nothingOfRefused();
    for (const namespace of ['default', 'second']) {
      await mustBeSound(this.redis.url, namespace).catch((error: unknown) =>
        this.findings.note('the audit', String(error)),
      );
    }
    const healthy = await this.exchange.send({
      method: 'GET',
      path: '/health/ready',
      headers: {},
      body: null,
    });
    if (healthy?.status !== 200) {
      this.findings.note('the service', `is not ready: ${healthy?.text ?? ''}`);
    }
    const more = (await this.service.heap()) - heapBefore;
    process.stdout.write(`heap: ${mib(heapBefore)} MiB before, ${mib(more)} MiB more after\n`);
    if (more > MEMORY_ROOM) {
      this.findings.note('memory', `${mib(more)} MiB more than before`);
    }
  }

  private async nothingOfRefused(): Promise<void> {
    const client = this.redis.client();
    const keys = await client.keys('*');
    const named = await client.smembers(NAMESPACES_KEY);
    await client.quit();
    const stored = new Set([...named, ...keys.map((key) => /\{(.+?)\}/.exec(key)?.[1] ?? '')]);
    for (const [namespace, exchange] of this.refused) {
      if (stored.has(namespace)) {
        const prefix = namespacePrefix(namespace);
        const left = keys
          .filter((key) => key.startsWith(prefix))
          .map((key) => key.slice(prefix.length))
          .filter((key) => !OF_ANY.has(key));
        if (left.length > 0) {
          this.findings.note('what was refused', `left ${left.join(', ')}`, ...exchange);
        }
      }
    }
  }
}

function mib(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1);
}
