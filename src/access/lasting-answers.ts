import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { isExpired, KeyRing, type RingKey } from './key-ring';
import { SessionDesk } from './session-desk';
import { sessionTokenOf } from './session-cookie';

const LOOK_EVERY_MS = 5_000;

interface Watched {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
}

/** Ends answers that go on when those who get them may have them no longer. */
@Injectable()
export class LastingAnswers implements OnModuleDestroy {
  private readonly watched = new Set<Watched>();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly ring: KeyRing,
    private readonly desk: SessionDesk,
  ) {}

  watch(request: HttpRequest, response: HttpResponse): void {
    const watched = { request, response };
    this.watched.add(watched);
    this.timer ??= setInterval(() => void this.runOnce(), LOOK_EVERY_MS).unref();
    response.once('close', () => {
      this.watched.delete(watched);
      if (this.watched.size === 0) {
        this.stop();
      }
    });
  }

  onModuleDestroy(): void {
    this.stop();
  }

  /** Looks at all of them once. Where the store does not answer, sign-ins stay as they were. */
  async runOnce(): Promise<void> {
    await Promise.all(
      [...this.watched].map(async ({ request, response }) => {
        if (!(await this.mayGoOn(request).catch(() => true))) {
          response.end(); // its client comes again, and is told why
        }
      }),
    );
  }

  private async mayGoOn(request: HttpRequest): Promise<boolean> {
    const token = request.headers.authorization === undefined ? sessionTokenOf(request) : null;
    if (token !== null) {
      return (await this.desk.keyOf(token)) !== null;
    }
    const key = this.ring.byHash((request.caller as RingKey).hash);
    return key !== null && !isExpired(key, Date.now());
  }

  private stop(): void {
    if (this.timer !== null) {
      clearInterval(this.timer);
      this.timer = null;
    }
  }
}
