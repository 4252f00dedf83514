import { render } from 'preact';
import { startSession } from './api/session';
import { startClock } from './app/clock';
import { Frame } from './app/frame';
import { startRouter } from './app/router';
import { startTheme } from './app/theme';
import { startKeys } from './app/keys';
import { startStream } from './live/stream';

const place = document.getElementById('app');
if (place !== null) {
  startTheme();
  startRouter();
  void startSession();
  startClock();
  startKeys();
  startStream();
  render(<Frame />, place);
}
