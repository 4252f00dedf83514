import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, IsIn, IsObject, Matches, ValidateNested } from 'class-validator';
import {
  DEFAULT_DEPENDENCY_POLICY,
  DEPENDENCY_POLICIES,
  MAX_DEPENDENCIES,
  type DependencyPolicy,
} from '../../core/dependency';
import {
  DEFAULT_QUEUE,
  DEFAULT_TIMEOUT_MS,
  DEFAULT_TYPE,
  MAX_LAPSES_RANGE,
  MAX_RETRIES_RANGE,
  PRIORITY_RANGE,
} from '../../core/job';
import { ANY_JSON } from '../../http/any-json.openapi';
import { BackoffDto } from './backoff.dto';
import { DedupDto } from './dedup.dto';
import { DURABILITIES, type Durability } from '../../core/replicated-stores';
import { FailureInjectionDto } from './failure-injection.dto';
import {
  DURATION_RANGE,
  LIMIT_RANGE,
  MAX_TAGS,
  MAX_URL_CHARACTERS,
  NAME_DETAIL,
  NAME_PATTERN,
  QUEUE_PATTERN,
  TRACEPARENT_PATTERN,
} from './field-rules';
import {
  ExcludedBy,
  IsCallbackUrl,
  IsDependencyList,
  IsIntegerIn,
  IsJobId,
  IsName,
  IsQueueName,
  IsTimestamp,
  MayBeAbsent,
} from './field.decorators';

/**
 * The body of `POST /jobs`: the contract, and its messages. The payload is not validated (it is any JSON)
 * and never gets into an instance: `__proto__` and `constructor` in it are data.
 */
export class EnqueueJobDto {
  @ApiProperty({
    oneOf: [
      { type: 'string', pattern: NAME_PATTERN.source },
      { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
    ],
    required: false,
    example: 101,
    description: 'Unique in its namespace. An integer becomes its decimal string. Made if left out.',
  })
  @MayBeAbsent()
  @IsJobId()
  id?: string | number;

  @ApiProperty({
    type: 'string',
    pattern: NAME_PATTERN.source,
    required: false,
    default: DEFAULT_TYPE,
    description: 'Names the handler.',
  })
  @MayBeAbsent()
  @IsName()
  type?: string;

  @ApiProperty({
    ...ANY_JSON,
    required: false,
    description:
      'Any JSON; comes out as the same JSON value, numbers beyond 2^53 included. The type may ask for more: http does.',
    example: { to: 'ada@example.org' },
  })
  payload?: unknown;

  @ApiProperty({
    type: 'string',
    pattern: QUEUE_PATTERN.source,
    required: false,
    default: DEFAULT_QUEUE,
    description: 'Made on first use.',
  })
  @MayBeAbsent()
  @IsQueueName()
  queue?: string;

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: PRIORITY_RANGE.min,
    maximum: PRIORITY_RANGE.max,
    default: PRIORITY_RANGE.default,
    description: 'A higher one starts first.',
  })
  @MayBeAbsent()
  @IsIntegerIn(PRIORITY_RANGE)
  priority?: number;

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: DURATION_RANGE.min,
    maximum: DURATION_RANGE.max,
    description: 'Start no earlier than this long after acceptance (ms). Not together with run_at.',
  })
  @MayBeAbsent()
  @IsIntegerIn(DURATION_RANGE)
  delay_ms?: number;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    required: false,
    description: 'Start no earlier than this moment. Not together with delay_ms.',
  })
  @MayBeAbsent()
  @IsTimestamp()
  @ExcludedBy('delay_ms')
  run_at?: string;

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: MAX_RETRIES_RANGE.min,
    maximum: MAX_RETRIES_RANGE.max,
    default: MAX_RETRIES_RANGE.default,
    description: 'Retries after failed attempts.',
  })
  @MayBeAbsent()
  @IsIntegerIn(MAX_RETRIES_RANGE)
  max_retries?: number;

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: MAX_LAPSES_RANGE.min,
    maximum: MAX_LAPSES_RANGE.max,
    description:
      'Lost leases before the job fails. Default: SLUICE_MAX_LAPSES. 0, with max_retries 0: the job starts at most once.',
  })
  @MayBeAbsent()
  @IsIntegerIn(MAX_LAPSES_RANGE)
  max_lapses?: number;

  @ApiProperty({ type: () => BackoffDto, required: false })
  @MayBeAbsent()
  @IsObject({ message: 'must be an object' })
  @ValidateNested({ message: 'must be an object' })
  backoff?: BackoffDto;

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: LIMIT_RANGE.min,
    maximum: LIMIT_RANGE.max,
    default: DEFAULT_TIMEOUT_MS,
    description: 'Longest time for one attempt (ms).',
  })
  @MayBeAbsent()
  @IsIntegerIn(LIMIT_RANGE)
  timeout_ms?: number;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    required: false,
    description: 'If not started by then, the job fails with expired. Not together with ttl_ms.',
  })
  @MayBeAbsent()
  @IsTimestamp()
  @ExcludedBy('ttl_ms')
  expires_at?: string;

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: LIMIT_RANGE.min,
    maximum: LIMIT_RANGE.max,
    description: 'As expires_at, but counted from acceptance (ms).',
  })
  @MayBeAbsent()
  @IsIntegerIn(LIMIT_RANGE)
  ttl_ms?: number;

  @ApiProperty({
    type: () => DedupDto,
    required: false,
    description: 'While another job holds the key: 200 duplicate, which names that job and its state.',
  })
  @MayBeAbsent()
  @IsObject({ message: 'must be an object' })
  @ValidateNested({ message: 'must be an object' })
  dedup?: DedupDto;

  @ApiProperty({
    type: 'string',
    pattern: NAME_PATTERN.source,
    required: false,
    example: 'customer:42',
    description:
      'Jobs of one group of a queue run in the order in which they came (within a priority), at most ' +
      "group_concurrency of the queue's settings at once; groups take turns.",
  })
  @MayBeAbsent()
  @IsName()
  group?: string;

  @ApiProperty({
    type: 'array',
    items: {
      oneOf: [
        { type: 'string', pattern: NAME_PATTERN.source },
        { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
      ],
    },
    maxItems: MAX_DEPENDENCIES,
    uniqueItems: true,
    required: false,
    example: ['extract-1', 'extract-2'],
    description:
      'Jobs that must be done first; the job is blocked until then. They must be there, in any state; in a bulk, ' +
      'earlier lines are.',
  })
  @MayBeAbsent()
  @IsDependencyList()
  depends_on?: (string | number)[];

  @ApiProperty({
    enum: DEPENDENCY_POLICIES,
    required: false,
    default: DEFAULT_DEPENDENCY_POLICY,
    description:
      'What one of depends_on that fails or is cancelled does to this job: it fails (dependency_failed), it runs ' +
      'once all of them are final, or it is cancelled.',
  })
  @MayBeAbsent()
  @IsIn(DEPENDENCY_POLICIES, { message: `must be one of ${DEPENDENCY_POLICIES.join(', ')}` })
  on_dependency_failure?: DependencyPolicy;

  @ApiProperty({
    type: 'string',
    format: 'uri',
    maxLength: MAX_URL_CHARACTERS,
    required: false,
    example: 'https://example.org/hooks/done',
    description:
      'Is told of the end of the job, by a signed POST with its id, state, error and result: a job of type http in ' +
      'the queue sluice.callbacks, retried like one. The same addresses are refused.',
  })
  @MayBeAbsent()
  @IsCallbackUrl()
  callback_url?: string;

  @ApiProperty({
    enum: DURABILITIES,
    required: false,
    description:
      'When to answer: once Redis has the job, or once its replicas have it too (SLUICE_DURABILITY_REPLICAS of them; ' +
      '503 not_replicated if that takes longer than SLUICE_DURABILITY_WAIT_MS: the job may be stored, and the same ' +
      'id may be sent again). Default: SLUICE_DURABILITY.',
  })
  @MayBeAbsent()
  @IsIn(DURABILITIES, { message: `must be one of ${DURABILITIES.join(', ')}` })
  durability?: Durability;

  @ApiProperty({
    type: 'array',
    items: { type: 'string', pattern: NAME_PATTERN.source },
    maxItems: MAX_TAGS,
    uniqueItems: true,
    required: false,
    example: ['newsletter'],
  })
  @MayBeAbsent()
  @IsArray({ message: `must be an array of at most ${MAX_TAGS} tags` })
  @ArrayMaxSize(MAX_TAGS, { message: `must be an array of at most ${MAX_TAGS} tags` })
  @ArrayUnique({ message: 'must not name a tag twice' })
  @IsName({ each: true, message: `each ${NAME_DETAIL}` })
  tags?: string[];

  @ApiProperty({
    type: () => FailureInjectionDto,
    required: false,
    description: '422 where failure injection is switched off (SLUICE_FAILURE_INJECTION).',
  })
  @MayBeAbsent()
  @IsObject({ message: 'must be an object' })
  @ValidateNested({ message: 'must be an object' })
  failure_injection?: FailureInjectionDto;

  @ApiProperty({
    type: 'string',
    pattern: TRACEPARENT_PATTERN.source,
    required: false,
    example: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    description: 'W3C trace context, given to the handler. The header traceparent does the same.',
  })
  @MayBeAbsent()
  @Matches(TRACEPARENT_PATTERN, { message: 'must be a W3C traceparent' })
  traceparent?: string;
}

/** Every field but the payload. */
export const ENQUEUE_FIELDS = [
  'id',
  'type',
  'queue',
  'priority',
  'delay_ms',
  'run_at',
  'max_retries',
  'max_lapses',
  'backoff',
  'timeout_ms',
  'expires_at',
  'ttl_ms',
  'dedup',
  'depends_on',
  'on_dependency_failure',
  'callback_url',
  'group',
  'durability',
  'tags',
  'failure_injection',
  'traceparent',
] as const satisfies (keyof EnqueueJobDto)[];
