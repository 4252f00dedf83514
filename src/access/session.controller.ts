import { Controller, Delete, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Config } from '../config/config';
import { SCOPES } from '../config/api-keys';
import { CONFIG } from '../config/config.module';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { readForm } from '../http/read-body';
import { sendJson } from '../http/send';
import { isExpired, KeyRing, type RingKey } from './key-ring';
import { NeedsAnyKey, OpenToAll } from './needs-scope.decorator';
import { unauthenticated } from './refusals';
import { forgottenCookies, sessionCookie, sessionTokenOf } from './session-cookie';
import { SessionDesk } from './session-desk';
import { ApiGetSession, ApiSignIn, ApiSignOut } from './session.openapi';
import { sendSignIn, wayBack } from './sign-in-page';

const MOST_FORM_BYTES = 8_192;

/** Sign-in of browsers: the dashboard and the documents are for people, who send no header by hand. */
@ApiTags('access')
@Controller('session')
export class SessionController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly ring: KeyRing,
    private readonly desk: SessionDesk,
  ) {}

  @NeedsAnyKey()
  @ApiGetSession()
  @Get()
  get(@Req() request: HttpRequest, @Res() response: HttpResponse): void {
    const caller = request.caller as RingKey | undefined;
    const session = {
      auth: this.config.access.required ? 'required' : 'off',
      key: caller?.name ?? null,
      namespace: caller?.namespace ?? '*',
      scopes: caller === undefined ? SCOPES : [...caller.scopes],
      expires_at: typeof caller?.expiresAt === 'number' ? new Date(caller.expiresAt).toISOString() : null,
    };
    sendJson(response, 200, JSON.stringify(session), { 'Cache-Control': 'no-store' });
  }

  @OpenToAll()
  @ApiSignIn()
  @Post()
  async signIn(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    const form = await readForm(request, MOST_FORM_BYTES);
    const back = wayBack(form.get('back') ?? '');
    const key = this.ring.find((form.get('key') ?? '').trim());
    if (this.config.access.required && (key === null || isExpired(key, Date.now()))) {
      const { detail, options } = unauthenticated(key === null ? 'unknown' : 'expired');
      const challenge = options.headers?.['WWW-Authenticate'] ?? '';
      sendSignIn(request, response, { challenge, bad: detail, back });
      return;
    }
    if (key !== null) {
      const { token, maxAgeMs } = await this.desk.begin(key);
      response.setHeader('Set-Cookie', sessionCookie(request, token, maxAgeMs));
    }
    response.writeHead(303, { Location: back, 'Cache-Control': 'no-store', 'Content-Length': 0 }).end();
  }

  @NeedsAnyKey()
  @ApiSignOut()
  @Delete()
  async signOut(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    const token = sessionTokenOf(request);
    if (token !== null) {
      await this.desk.end(token);
    }
    response.setHeader('Set-Cookie', forgottenCookies());
    response.writeHead(204, { 'Cache-Control': 'no-store' }).end();
  }
}
