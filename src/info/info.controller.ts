import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../access/needs-scope.decorator';
import type { Config } from '../config/config';
import { CONFIG } from '../config/config.module';
import { StoreUnavailableError } from '../core/errors';
import type { JobStores } from '../core/job-store';
import type { StoreAdviser } from '../core/store-advice';
import type { StoreInspector } from '../core/store-facts';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { sendJson } from '../http/send';
import { SharedAnswers } from '../http/shared-answers';
import { limitsView, namespaceLimitsOf } from '../metrics/namespace-limits';
import { namespaceOf } from '../http/namespace-of';
import { Lifecycle } from '../lifecycle/lifecycle';
import { JOB_STORES, STORE_ADVISER, STORE_INSPECTOR } from '../persistence/persistence.module';
import { serviceVersion, workerName } from '../worker/worker-identity';
import { ApiInfo } from './info.openapi';

/** What runs here, and on which store. */
@ApiTags('metrics')
@NeedsScope('read')
@Controller('info')
export class InfoController {
  private readonly version = serviceVersion();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(STORE_INSPECTOR) private readonly inspector: StoreInspector,
    @Inject(JOB_STORES) private readonly stores: JobStores,
    @Inject(STORE_ADVISER) private readonly adviser: StoreAdviser,
    private readonly lifecycle: Lifecycle,
    private readonly shared: SharedAnswers,
  ) {}

  @ApiInfo()
  @Get()
  async get(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    const namespace = namespaceOf(request);
    const json = await this.shared.of(request, namespace, () => this.json(namespace));
    sendJson(response, 200, json, { 'Cache-Control': 'no-store' });
  }

  private async json(namespace: string): Promise<string> {
    return JSON.stringify({
      version: this.version,
      node: process.version,
      role: this.config.role,
      replica: workerName(),
      phase: this.lifecycle.phase,
      uptime_ms: Math.round(process.uptime() * 1_000),
      namespace: await this.namespace(namespace),
      store: await this.store(),
    });
  }

  /** What a namespace holds of what it may; its numbers are null while the store does not answer. */
  private async namespace(name: string): Promise<Record<string, unknown>> {
    const limits = limitsView(namespaceLimitsOf(this.config));
    try {
      const { states, bytes } = await this.stores.namespace(name).counts();
      const depth = states.queued + states.scheduled + states.blocked;
      return { name, depth, bytes, in_progress: states.in_progress, limits };
    } catch (error) {
      if (error instanceof StoreUnavailableError) {
        return { name, depth: null, bytes: null, in_progress: null, limits };
      }
      throw error;
    }
  }

  /** null while it does not answer: what runs here can be told all the same. */
  private async store(): Promise<Record<string, unknown> | null> {
    try {
      const [facts, advice] = await Promise.all([this.inspector.facts(), this.adviser.look()]);
      return {
        version: facts.version,
        role: facts.role,
        uptime_ms: facts.uptimeMs,
        used_memory_bytes: facts.usedMemoryBytes,
        max_memory_bytes: facts.maxMemoryBytes === 0 ? null : facts.maxMemoryBytes,
        eviction_policy: facts.evictionPolicy,
        append_only: facts.appendOnly,
        last_snapshot_at: facts.lastSnapshotAt === null ? null : new Date(facts.lastSnapshotAt).toISOString(),
        clients: facts.clients,
        checks: advice.map(({ check, level, detail }) => ({ check, level, detail })),
      };
    } catch (error) {
      if (error instanceof StoreUnavailableError) {
        return null;
      }
      throw error;
    }
  }
}
