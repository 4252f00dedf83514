import { Injectable } from '@nestjs/common';
import { JobHandler, NeverRetryError, type HandlerContext, type PayloadProblem } from 'sluice/handlers';

/** What a handler needs is injected, as everywhere in NestJS. */
@Injectable()
export class PhraseBook {
  private readonly greetings: ReadonlyMap<string, string> = new Map([
    ['en', 'Hello'],
    ['fr', 'Bonjour'],
  ]);

  greeting(language: string): string {
    const found = this.greetings.get(language);
    if (found === undefined) {
      // Trying again cannot help; any other error would be retried.
      throw new NeverRetryError(`nobody here speaks ${language}`, 'unknown_language');
    }
    return found;
  }
}

interface Greeting {
  readonly name: string;
  readonly language?: string;
}

/** Runs the jobs of type `greet`: `{"type":"greet","payload":{"name":"Ada","language":"fr"}}`. */
@Injectable()
@JobHandler('greet')
export class GreetHandler {
  constructor(private readonly phrases: PhraseBook) {}

  /** Asked when a job is enqueued: what is wrong is a 422 for the sender, and no job. */
  checkPayload(payload: unknown): PayloadProblem[] {
    const name = (payload as Partial<Greeting> | null)?.name;
    return typeof name === 'string' && name !== '' ? [] : [{ pointer: '/name', detail: 'must be a name' }];
  }

  /** What it returns is the job's result. */
  run(payload: Greeting, { attempt }: HandlerContext): object {
    return { text: `${this.phrases.greeting(payload.language ?? 'en')}, ${payload.name}`, attempt };
  }
}
