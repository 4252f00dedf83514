import type { SentJob } from '../ledger/evidence';
import type { Violation } from '../ledger/violation';
import { machineMs } from '../process/machine-clock';
import type { PlannedJob } from './job-mix';

/** How often a request is tried before the client gives up, and how long it waits for an answer (ms). */
const TRIES = 6;
const PATIENCE_MS = 5_000;
const PAUSE_MS = 250;

type Note = { -readonly [K in keyof SentJob]: SentJob[K] };

interface Answer {
  readonly status: number;
  readonly text: string;
}

type Sending = Pick<PlannedJob, 'cancel' | 'atMostOnce' | 'ties'> & {
  readonly body: { readonly id: string };
};

function newNote({ body: { id }, cancel, atMostOnce, ties }: Sending): Note {
  return {
    ...{ id, atMostOnce, ties, sentAt: machineMs(), ackedAt: null, unknownDependency: false },
    ...{ cancelAsked: cancel, cancelledAt: null },
  };
}

/** No answer, or one that says "later". */
class NotNow extends Error {}

/**
 * Sends jobs as a careful user would (an id of its own, and the same request again where no answer came), and
 * notes which were acknowledged. Any answer that is not in the contract is a violation.
 */
export class LedgerClient {
  readonly sent = new Map<string, Note>();
  readonly violations: Violation[] = [];
  /** Answers by status, and how many requests got none. */
  readonly answers = new Map<string, number>();
  lastAckAt = 0;
  private turn = 0;

  /** @param urls the API processes that run now. */
  constructor(
    private readonly urls: () => readonly string[],
    private readonly namespace = 'default',
  ) {}

  async send(job: PlannedJob): Promise<void> {
    const { body, cancel, ties, next } = job;
    const note = newNote(job);
    this.sent.set(body.id, note);
    for (const id of ties.followUps ?? []) {
      this.sent.set(
        id,
        newNote({ body: { id }, cancel: false, atMostOnce: false, ties: { parent: body.id } }),
      );
    }
    const expected = ties.dependsOn === undefined ? [200, 202] : [200, 202, 422];
    const answer = await this.insist('/jobs', JSON.stringify(body), expected);
    if (answer === null || !this.isStored(note, answer)) {
      return;
    }
    note.ackedAt = machineMs();
    this.lastAckAt = note.ackedAt;
    if (cancel) {
      // 409: it has ended already. 202: its worker is told, and may yet complete it.
      const answer = await this.insist(`/jobs/${body.id}/cancel`, null, [200, 202, 409]);
      if (answer?.status === 200) {
        note.cancelledAt = machineMs();
      }
    }
    if (next !== null) {
      await this.send(next);
    }
  }

  /** Whether an answer that was to be expected says that the job is stored. */
  private isStored(note: Note, { status, text }: Answer): boolean {
    if (status === 422) {
      note.unknownDependency = true;
      return false;
    }
    const { job_id: id } = JSON.parse(text) as { readonly job_id: string };
    if (id === note.id) {
      return true;
    }
    if (note.ties.key === undefined || this.sent.get(id)?.ties.key !== note.ties.key) {
      this.violations.push({ rule: 'answer', id: note.id, detail: `was taken for ${id}` });
    }
    return false;
  }

  /** The answer that was expected, or null: given up. */
  private async insist(
    path: string,
    body: string | null,
    expected: readonly number[],
  ): Promise<Answer | null> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      try {
        const answer = await this.ask(path, body);
        if (expected.includes(answer.status)) {
          return answer;
        }
        const detail = `unexpected status ${answer.status}: ${answer.text}`;
        this.violations.push({ rule: 'answer', id: path, detail });
        return null;
      } catch (error) {
        if (!(error instanceof NotNow)) {
          throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * (tries + 1)));
      }
    }
    return null;
  }

  private async ask(path: string, body: string | null): Promise<Answer> {
    const urls = this.urls();
    this.turn += 1;
    const url = urls[this.turn % urls.length];
    if (url === undefined) {
      throw new NotNow('no API process runs');
    }
    let response: Response;
    let text: string;
    try {
      response = await fetch(url + path, {
        method: 'POST',
        signal: AbortSignal.timeout(PATIENCE_MS),
        headers: {
          'sluice-namespace': this.namespace,
          ...(body === null ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === null ? {} : { body }),
      });
      text = await response.text();
    } catch (error) {
      this.count('none');
      throw new NotNow('no answer', { cause: error });
    }
    this.count(String(response.status));
    if (response.status === 503) {
      if (!/^[1-9]\d*$/.test(response.headers.get('retry-after') ?? '')) {
        this.violations.push({ rule: 'answer', id: path, detail: '503 without Retry-After' });
      }
      throw new NotNow('503');
    }
    return { status: response.status, text };
  }

  private count(answer: string): void {
    this.answers.set(answer, (this.answers.get(answer) ?? 0) + 1);
  }
}
