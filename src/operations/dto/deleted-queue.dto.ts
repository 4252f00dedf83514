import { ApiProperty } from '@nestjs/swagger';

/** The answer of `DELETE /queues/{queue}`. */
export class DeletedQueueDto {
  @ApiProperty({ type: 'string' })
  message!: string;

  @ApiProperty({ type: 'string' })
  queue!: string;
}
