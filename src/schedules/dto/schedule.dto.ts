import { ApiProperty } from '@nestjs/swagger';
import { JOB_STATES } from '../../core/states';
import { EnqueueJobDto } from '../../jobs/dto/enqueue-job.dto';
import { OVERLAPS } from './put-schedule.dto';

const TEXT_OR_NULL = [{ type: 'string' }, { type: 'null' }];
const INTEGER_OR_NULL = [{ type: 'integer' }, { type: 'null' }];
const MOMENT = { type: 'string', format: 'date-time' } as const;
const MOMENT_OR_NULL = [MOMENT, { type: 'null' }];

/** The last job of a schedule. */
export class ScheduleRunDto {
  @ApiProperty({ type: 'string' })
  job_id!: string;

  @ApiProperty({ oneOf: MOMENT_OR_NULL, description: 'null: somebody asked for it.' })
  slot_at!: string | null;

  @ApiProperty(MOMENT)
  enqueued_at!: string;

  @ApiProperty({
    oneOf: [{ type: 'string', enum: [...JOB_STATES] }, { type: 'null' }],
    description: 'null: the job is not kept any more.',
  })
  status!: string | null;
}

/** What was passed over last. */
export class ScheduleSkipDto {
  @ApiProperty({ ...MOMENT, description: 'The first one, where several were passed over at once.' })
  slot_at!: string;

  @ApiProperty(MOMENT)
  skipped_at!: string;

  @ApiProperty({
    enum: ['overlap', 'missed', 'queue_full', 'id_taken'],
    description:
      'overlap: the job before was not final. missed: no process looked in time. queue_full: no room until the next slot came. id_taken: another job has its id.',
  })
  reason!: string;
}

/** Why a slot is due and not run yet. */
export class ScheduleHoldDto {
  @ApiProperty(MOMENT)
  slot_at!: string;

  @ApiProperty(MOMENT)
  since!: string;

  @ApiProperty({ enum: ['queue_full', 'unreadable'] })
  reason!: string;
}

/** A schedule. */
export class ScheduleDto {
  @ApiProperty({ type: 'string', example: 'weekly-report' })
  name!: string;

  @ApiProperty({ enum: ['active', 'paused', 'ended'], description: 'ended: no slot is left.' })
  state!: string;

  @ApiProperty({ oneOf: TEXT_OR_NULL })
  cron!: string | null;

  @ApiProperty({ oneOf: TEXT_OR_NULL })
  time_zone!: string | null;

  @ApiProperty({ oneOf: INTEGER_OR_NULL })
  every_ms!: number | null;

  @ApiProperty({ oneOf: MOMENT_OR_NULL, description: 'From which every_ms counts.' })
  anchor_at!: string | null;

  @ApiProperty({ oneOf: MOMENT_OR_NULL })
  starts_at!: string | null;

  @ApiProperty({ oneOf: MOMENT_OR_NULL })
  ends_at!: string | null;

  @ApiProperty({ enum: OVERLAPS })
  overlap!: string;

  @ApiProperty({ type: 'integer' })
  catch_up!: number;

  @ApiProperty({ oneOf: MOMENT_OR_NULL })
  paused_at!: string | null;

  @ApiProperty({
    type: 'array',
    items: MOMENT,
    maxItems: 5,
    description: 'The next five, one that is due included; none while it is paused.',
  })
  next_times!: string[];

  @ApiProperty({ oneOf: [{ $ref: '#/components/schemas/ScheduleRunDto' }, { type: 'null' }] })
  last_run!: ScheduleRunDto | null;

  @ApiProperty({ oneOf: [{ $ref: '#/components/schemas/ScheduleSkipDto' }, { type: 'null' }] })
  last_skip!: ScheduleSkipDto | null;

  @ApiProperty({ oneOf: [{ $ref: '#/components/schemas/ScheduleHoldDto' }, { type: 'null' }] })
  held!: ScheduleHoldDto | null;

  @ApiProperty(MOMENT)
  created_at!: string;

  @ApiProperty({ ...MOMENT, description: 'When what it says was changed last.' })
  updated_at!: string;

  @ApiProperty({ ...MOMENT, description: "The store's clock." })
  as_of!: string;

  @ApiProperty({ type: () => EnqueueJobDto, description: 'In a list without its payload.' })
  job!: EnqueueJobDto;
}

/** A page of schedules by name. */
export class SchedulePageDto {
  @ApiProperty({ type: () => [ScheduleDto] })
  schedules!: ScheduleDto[];

  @ApiProperty({ oneOf: TEXT_OR_NULL, description: 'null: this was the last page.' })
  next_page_token!: string | null;
}
