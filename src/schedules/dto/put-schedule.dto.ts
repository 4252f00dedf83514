import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsIn, MaxLength, IsString } from 'class-validator';
import { MAX_DURATION_MS } from '../../core/job';
import { EnqueueJobDto } from '../../jobs/dto/enqueue-job.dto';
import { ExcludedBy, IsIntegerIn, IsTimestamp, MayBeAbsent } from '../../jobs/dto/field.decorators';
import { MAX_CRON_LENGTH } from '../cron-slots';
import { IsTimeZone } from './is-time-zone';

/** A shorter period is a worker's own loop, not a schedule. */
export const EVERY_RANGE = { min: 1_000, max: MAX_DURATION_MS } as const;
export const CATCH_UP_RANGE = { min: 0, max: 100, default: 1 } as const;
export const OVERLAPS = ['skip', 'allow'] as const;

/** The body of `PUT /schedules/{name}`. */
export class PutScheduleDto {
  @ApiProperty({
    type: 'string',
    required: false,
    maxLength: MAX_CRON_LENGTH,
    example: '0 6 * * MON',
    description: 'Minute, hour, day of month, month, day of week; or @hourly, @daily… This or every_ms.',
  })
  @MayBeAbsent()
  @IsString({ message: 'must be a cron expression of five fields' })
  @MaxLength(MAX_CRON_LENGTH, { message: `must have at most ${MAX_CRON_LENGTH} characters` })
  @ExcludedBy('every_ms')
  cron?: string;

  @ApiProperty({
    type: 'string',
    required: false,
    default: 'UTC',
    example: 'America/New_York',
    description: 'The IANA time zone in which cron is read.',
  })
  @MayBeAbsent()
  @IsTimeZone()
  @ExcludedBy('every_ms')
  time_zone?: string;

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: EVERY_RANGE.min,
    maximum: EVERY_RANGE.max,
    description: 'Period, counted from starts_at or else from when the schedule got this period (ms).',
  })
  @MayBeAbsent()
  @IsIntegerIn(EVERY_RANGE)
  every_ms?: number;

  @ApiProperty({
    type: () => EnqueueJobDto,
    required: false,
    description:
      'What is enqueued: the fields of POST /jobs without id, delay_ms, run_at and expires_at, which could hold for one slot only.',
  })
  job?: EnqueueJobDto;

  @ApiProperty({
    enum: OVERLAPS,
    required: false,
    default: 'skip',
    description: 'Whether a slot is passed over while the last job of this schedule is not final.',
  })
  @MayBeAbsent()
  @IsIn(OVERLAPS, { message: 'must be skip or allow' })
  overlap?: (typeof OVERLAPS)[number];

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: CATCH_UP_RANGE.min,
    maximum: CATCH_UP_RANGE.max,
    default: CATCH_UP_RANGE.default,
    description:
      'How many of the slots that were missed are run, the latest ones. With overlap skip never more than one.',
  })
  @MayBeAbsent()
  @IsIntegerIn(CATCH_UP_RANGE)
  catch_up?: number;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    required: false,
    description: 'No slot before this moment; the first slot of every_ms.',
  })
  @MayBeAbsent()
  @IsTimestamp()
  starts_at?: string;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    required: false,
    description: 'No slot at this moment or after it.',
  })
  @MayBeAbsent()
  @IsTimestamp()
  ends_at?: string;

  @ApiProperty({
    type: 'boolean',
    required: false,
    description: 'Left out: as it is; a new schedule is not paused.',
  })
  @MayBeAbsent()
  @IsBoolean({ message: 'must be true or false' })
  paused?: boolean;
}

/** Every field but the job, which is read as any enqueue. */
export const SCHEDULE_FIELDS = [
  ...(['cron', 'time_zone', 'every_ms', 'overlap', 'catch_up'] as const),
  ...(['starts_at', 'ends_at', 'paused'] as const),
] satisfies (keyof PutScheduleDto)[];
