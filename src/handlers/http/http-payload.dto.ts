import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { ANY_JSON } from '../../http/any-json.openapi';
import { MAX_URL_LENGTH } from '../../outbound/outbound-policy';
import { HEADER_LIMITS } from './header-rules';
import {
  DEFAULT_METHOD,
  HTTP_METHODS,
  HTTP_TIMEOUT_RANGE,
  MAX_SUCCESS_STATUSES,
  SUCCESS_STATUS_RANGE,
  type HttpMethod,
} from './http.payload';

/** The payload of a job of type `http`, for the OpenAPI document; http.payload.ts checks it. */
@ApiSchema({ description: 'The payload of a job of type `http`: the request that is sent.' })
export class HttpPayloadDto {
  @ApiProperty({
    type: 'string',
    format: 'uri',
    maxLength: MAX_URL_LENGTH,
    example: 'https://example.org/hooks/orders',
    description:
      'http or https, without user name and password. Not on this machine or in a private network, unless the ' +
      'service is configured to (SLUICE_OUTBOUND_ALLOW). Redirects are not followed.',
  })
  url!: string;

  @ApiProperty({ enum: HTTP_METHODS, required: false, default: DEFAULT_METHOD })
  method?: HttpMethod;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string' },
    maxProperties: HEADER_LIMITS.count,
    example: { authorization: 'Bearer 8e03978e' },
    description:
      `Up to ${HEADER_LIMITS.characters} ASCII characters in all. Not those of the connection, nor webhook-*, ` +
      'sluice-* and traceparent, which the service sets.',
  })
  headers?: Record<string, string>;

  @ApiProperty({
    ...ANY_JSON,
    required: false,
    example: { order: 42 },
    description: 'A string is sent as it is (text/plain), any other JSON as JSON; null is no body.',
  })
  body?: unknown;

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: HTTP_TIMEOUT_RANGE.min,
    maximum: HTTP_TIMEOUT_RANGE.max,
    default: HTTP_TIMEOUT_RANGE.default,
    description: 'For the whole exchange, from the name lookup to the last byte of the answer (ms).',
  })
  timeout_ms?: number;

  @ApiProperty({
    type: 'array',
    items: { type: 'integer', minimum: SUCCESS_STATUS_RANGE.min, maximum: SUCCESS_STATUS_RANGE.max },
    minItems: 1,
    maxItems: MAX_SUCCESS_STATUSES,
    required: false,
    example: [200, 409],
    description: 'What completes the job, instead of every 2xx.',
  })
  success_statuses?: number[];
}
