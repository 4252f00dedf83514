import { TestRedis } from './redis-server';
import { Service, type ServiceOptions } from './service';

/** One Redis and any number of Sluice processes on it, all gone after {@link stop}. */
export class Cluster {
  private readonly services: Service[] = [];

  private constructor(readonly redis: TestRedis) {}

  static async start(): Promise<Cluster> {
    return new Cluster(await TestRedis.start());
  }

  /** A process that is ready for work. */
  async service(env: ServiceOptions['env'] = {}): Promise<Service> {
    const service = await this.launch(env);
    await service.ready();
    return service;
  }

  /** A process that was just started. */
  async launch(env: ServiceOptions['env'] = {}): Promise<Service> {
    const service = await Service.launch({ env: { REDIS_URL: this.redis.url, ...env } });
    this.services.push(service);
    return service;
  }

  async stop(): Promise<void> {
    await Promise.all(this.services.map((service) => service.kill()));
    await this.redis.stop();
  }
}
