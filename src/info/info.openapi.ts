import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { ApiNamespace, ApiProblems } from '../http/problem.openapi';
import { InfoDto, StoreInfoDto } from './info.dto';

const INFO = {
  ...{ version: '1.0.0', node: 'v24.0.0', role: 'all', replica: 'web-1:42', phase: 'running' },
  uptime_ms: 86_400_000,
  namespace: {
    ...{ name: 'default', depth: 42, bytes: 10_240, in_progress: 3 },
    limits: { max_depth: 100_000, max_bytes: null, concurrency: 50 },
  },
  store: {
    ...{ version: '7.0.15', role: 'primary', uptime_ms: 864_000_000 },
    ...{ used_memory_bytes: 52_428_800, max_memory_bytes: 1_073_741_824, eviction_policy: 'noeviction' },
    ...{ append_only: true, last_snapshot_at: '2026-11-25T11:00:00.000Z', clients: 9 },
    checks: [{ check: 'eviction', level: 'ok', detail: 'noeviction' }],
  },
};

/** Documents `GET /info`. */
export function ApiInfo(): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(StoreInfoDto),
    ApiOperation({
      operationId: 'getInfo',
      summary: 'What runs here, and on which store',
      description: 'Also answers while the store does not: store is null then.',
    }),
    ApiNamespace(),
    ApiResponse({ status: 200, description: 'As of now.', type: InfoDto, example: INFO }),
    ApiProblems('invalid'),
  );
}
