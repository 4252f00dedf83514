import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { NeedsAnyKey } from '../access/needs-scope.decorator';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { ProblemError } from '../http/problem';
import { DashboardFiles } from './dashboard-files';
import { sendFile } from './send-file';

/** Answers everything below `/dashboard`: its files, and for every page of it the one document. */
@ApiExcludeController()
@NeedsAnyKey()
@Controller('dashboard')
export class DashboardController {
  constructor(private readonly files: DashboardFiles) {}

  @Get()
  home(@Req() request: HttpRequest, @Res() response: HttpResponse): void {
    this.page(request, response);
  }

  @Get('assets/:name')
  asset(@Req() request: HttpRequest, @Res() response: HttpResponse): void {
    const file = this.files.asset(request.path.slice(request.path.lastIndexOf('/') + 1));
    if (file === null) {
      throw new ProblemError('not_found', 'The dashboard has no such file');
    }
    sendFile(request, response, file);
  }

  @Get('*page')
  inner(@Req() request: HttpRequest, @Res() response: HttpResponse): void {
    this.page(request, response);
  }

  private page(request: HttpRequest, response: HttpResponse): void {
    const document = this.files.document(baseOf(request.path));
    if (document === null) {
      throw new ProblemError('not_found', 'The dashboard is not part of this build; npm run build makes it');
    }
    sendFile(request, response, document);
  }
}

/** From a page to `/dashboard/`, relative: whatever prefix a proxy puts before it stays. */
function baseOf(path: string): string {
  const below = path.split('/').length - 2;
  return below === 0 ? 'dashboard/' : '../'.repeat(below - 1) || './';
}
