import { Module } from '@nestjs/common';
import { DashboardController } from './dashboard.controller';
import { DashboardFiles, DASHBOARD_FOLDER } from './dashboard-files';

/** The dashboard: a page of files made by the build (web/), served beside the API that it calls. */
@Module({
  controllers: [DashboardController],
  providers: [{ provide: DashboardFiles, useFactory: () => DashboardFiles.read(DASHBOARD_FOLDER) }],
})
export class DashboardModule {}
