import { ApiProperty } from '@nestjs/swagger';
import { SCOPES } from '../config/api-keys';

/** Who asks, and what they may do. */
export class SessionDto {
  @ApiProperty({ enum: ['required', 'off'], description: 'off: nobody is asked for a key.' })
  auth!: string;

  @ApiProperty({
    oneOf: [{ type: 'string' }, { type: 'null' }],
    description: 'Name of the key; null with auth off.',
  })
  key!: string | null;

  @ApiProperty({ type: 'string', description: 'The one that the key is for; *: any.' })
  namespace!: string;

  @ApiProperty({ enum: SCOPES, isArray: true, description: 'admin is all of them.' })
  scopes!: string[];

  @ApiProperty({
    oneOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }],
    description: 'When the key ends; null: never.',
  })
  expires_at!: string | null;
}
