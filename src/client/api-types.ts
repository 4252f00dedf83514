/**
 * The types of the HTTP API, made from its OpenAPI document. Not written by hand: `npm run client:types` makes this file
 * again, and a test compares it with the document that the service serves.
 */
export interface paths {
  '/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['listen'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/live': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['live'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/ready': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['ready'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/startup': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['started'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/info': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getInfo'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/jobs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['listJobs'];
    put?: never;
    post: operations['enqueueJob'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/jobs/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getJob'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch: operations['rescheduleJob'];
    trace?: never;
  };
  '/jobs/{id}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['cancelJob'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/jobs/{id}/explain': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['explainJob'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/jobs/{id}/logs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getJobLogs'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/jobs/{id}/payload': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getJobPayload'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/jobs/{id}/promote': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['promoteJob'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/jobs/{id}/result': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getJobResult'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/jobs/{id}/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['retryJob'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/jobs/bulk': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['enqueueJobs'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/jobs/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['cancelJobs'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/jobs/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['exportJobs'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/jobs/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['retryJobs'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/leases': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['takeLeases'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/leases/{job_id}/complete': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['completeLease'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/leases/{job_id}/extend': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['extendLease'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/leases/{job_id}/fail': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['failLease'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/leases/{job_id}/log': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['logLease'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/leases/{job_id}/release': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['releaseLease'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/leases/complete': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['completeLeases'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/leases/end': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['endPoll'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/leases/extend': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['extendLeases'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/leases/fail': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['failLeases'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/leases/release': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['releaseLeases'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/metrics': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getMetrics'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/metrics/history': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getMetricsHistory'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/metrics/prometheus': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getPrometheusMetrics'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/queues': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['listQueues'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/queues/{queue}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getQueue'];
    put?: never;
    post?: never;
    delete: operations['deleteQueue'];
    options?: never;
    head?: never;
    patch: operations['patchQueue'];
    trace?: never;
  };
  '/queues/{queue}/pause': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['pauseQueue'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/queues/{queue}/purge': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['purgeQueue'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/queues/{queue}/redrive': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['redriveQueue'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/queues/{queue}/resume': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['resumeQueue'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/schedules': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['listSchedules'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/schedules/{name}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getSchedule'];
    put: operations['putSchedule'];
    post?: never;
    delete: operations['deleteSchedule'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/schedules/{name}/pause': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['pauseSchedule'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/schedules/{name}/resume': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['resumeSchedule'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/schedules/{name}/run': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['runSchedule'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/session': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getSession'];
    put?: never;
    post: operations['signIn'];
    delete: operations['signOut'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/status': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getStatus'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['listWorkers'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    ActedDto: {
      cancel_requested?: boolean;
      job_id: string;
      message: string;
      /** @enum {string} */
      status: 'scheduled' | 'blocked' | 'queued' | 'in_progress' | 'completed' | 'failed' | 'cancelled';
    };
    AttemptDto: {
      attempt: number;
      /** Format: date-time */
      ended_at: string;
      error_code: string | null;
      /** @enum {string} */
      outcome: 'completed' | 'failed' | 'cancelled' | 'snoozed' | 'lapsed';
      /** Format: date-time */
      started_at: string;
      /** @description Host and process. */
      worker: string;
    };
    AttemptErrorDto: {
      /**
       * @description Stable and machine-readable.
       * @default error
       */
      code?: string;
      /** @description For people. What is longer than 1024 bytes is cut. */
      message: string;
      /** @description Wait this long before the retry (ms), instead of what the job’s backoff says. */
      retry_after_ms?: number;
      /**
       * @description false: trying again cannot help, the job fails now, whatever retries are left.
       * @default true
       */
      retryable?: boolean;
      /** @description What is longer than 2560 bytes is cut. */
      stack?: string;
    };
    BackoffDto: {
      /**
       * @description Wait before the first retry (ms).
       * @default 1000
       */
      base_ms?: number;
      /**
       * @description Growth for each further retry; only for exponential.
       * @default 2
       */
      factor?: number;
      /**
       * @description 0: exact; 1: anywhere between zero and the full wait.
       * @default 0.75
       */
      jitter?: number;
      /**
       * @description No wait is longer (ms).
       * @default 3600000
       */
      max_ms?: number;
      /**
       * @description exponential: base_ms × factor^(retry−1); linear: base_ms × retry; fixed: base_ms.
       * @default exponential
       * @enum {string}
       */
      strategy?: 'exponential' | 'linear' | 'fixed';
    };
    BulkDto: {
      created: number;
      duplicate: number;
      refused: number;
      /** @description One for each job, in order. */
      results: components['schemas']['BulkResultDto'][];
    };
    BulkResultDto: {
      /** @description Its place in the request, blank lines left out. */
      index: number;
      /** @description With created and duplicate. */
      job_id?: string;
      /** @description created, duplicate, or the code of the problem. */
      outcome: string;
      /** @description Otherwise: as the job alone would have been answered, with retry_after_s for Retry-After. */
      problem?: components['schemas']['ProblemDto'];
      /** @description With created and duplicate. */
      queue?: string;
      /**
       * @description With created and duplicate.
       * @enum {string}
       */
      status?: 'scheduled' | 'blocked' | 'queued' | 'in_progress' | 'completed' | 'failed' | 'cancelled';
    };
    CompletedDto: {
      job_id: string;
      /**
       * @description already: it was recorded before, nothing changed. lease_lost and not_found: only in batches; nothing changed.
       * @enum {string}
       */
      outcome: 'ok' | 'already' | 'lease_lost' | 'not_found';
      /** @description Why the result was not kept, if it was not. */
      result_error: components['schemas']['JobErrorDto'] | null;
      /** @description Where the job went; null unless it is ok. */
      status:
        ('scheduled' | 'blocked' | 'queued' | 'in_progress' | 'completed' | 'failed' | 'cancelled') | null;
    };
    CompletedManyDto: {
      /** @description One for each entry, in order. */
      results: components['schemas']['CompletedDto'][];
    };
    CompleteDto: {
      /** @description As POST /leases gave it with the job. */
      lease_token: string;
      /** @description Any JSON; comes out as the same JSON value. One larger than SLUICE_MAX_RESULT_BYTES is replaced by the reason (result_too_large): the job completes all the same. */
      result?: unknown;
      /** @description Instead of a result: why there is none to send although the job is done (it is too large, or not JSON). */
      result_error?: components['schemas']['ResultErrorDto'];
    };
    CompleteEntryDto: {
      job_id: string;
      /** @description As POST /leases gave it with the job. */
      lease_token: string;
      /** @description Any JSON; comes out as the same JSON value. One larger than SLUICE_MAX_RESULT_BYTES is replaced by the reason (result_too_large): the job completes all the same. */
      result?: unknown;
      /** @description Instead of a result: why there is none to send although the job is done (it is too large, or not JSON). */
      result_error?: components['schemas']['ResultErrorDto'];
    };
    CompleteManyDto: {
      jobs: components['schemas']['CompleteEntryDto'][];
    };
    DedupDto: {
      key: string;
      /** @description Longest time that the key is held, from acceptance (ms). Needed with until ttl. */
      ttl_ms?: number;
      /**
       * @description When the job lets go of the key. started: as its first attempt starts; finished: as it gets to a final state; ttl: after ttl_ms, also where it is done before, but not once it is cancelled. However it ends, no key is held by a job that is gone.
       * @default finished
       * @enum {string}
       */
      until?: 'started' | 'finished' | 'ttl';
    };
    DeletedQueueDto: {
      message: string;
      queue: string;
    };
    DependencyDto: {
      id: string;
      /** @description Its end, which counts for the job that depends on it, whatever becomes of it later; null: none yet. */
      outcome: ('completed' | 'failed' | 'cancelled') | null;
      /** @description Where it is now; null: it is not kept any more. */
      status:
        ('scheduled' | 'blocked' | 'queued' | 'in_progress' | 'completed' | 'failed' | 'cancelled') | null;
    };
    EndedPollDto: {
      /** @description Whether such a request waited in the process that was asked. It has its answer, or gets it now. */
      ended: boolean;
    };
    EndPollDto: {
      /** @description As POST /leases was given it. */
      poll: string;
    };
    EnqueuedDto: {
      /** @description Only where another job holds this key. */
      dedup_key?: string;
      /** @description With a dedup key that is held: its holder. */
      job_id: string;
      message: string;
      /** @enum {string} */
      outcome: 'created' | 'duplicate';
      queue: string;
      /** @enum {string} */
      status: 'scheduled' | 'blocked' | 'queued' | 'in_progress' | 'completed' | 'failed' | 'cancelled';
    };
    EnqueueJobDto: {
      backoff?: components['schemas']['BackoffDto'];
      /**
       * Format: uri
       * @description Is told of the end of the job, by a signed POST with its id, state, error and result: a job of type http in the queue sluice.callbacks, retried like one. The same addresses are refused.
       */
      callback_url?: string;
      /** @description While another job holds the key: 200 duplicate, which names that job and its state. */
      dedup?: components['schemas']['DedupDto'];
      /** @description Start no earlier than this long after acceptance (ms). Not together with run_at. */
      delay_ms?: number;
      /** @description Jobs that must be done first; the job is blocked until then. They must be there, in any state; in a bulk, earlier lines are. */
      depends_on?: (string | number)[];
      /**
       * @description When to answer: once Redis has the job, or once its replicas have it too (SLUICE_DURABILITY_REPLICAS of them; 503 not_replicated if that takes longer than SLUICE_DURABILITY_WAIT_MS: the job may be stored, and the same id may be sent again). Default: SLUICE_DURABILITY.
       * @enum {string}
       */
      durability?: 'primary' | 'replicated';
      /**
       * Format: date-time
       * @description If not started by then, the job fails with expired. Not together with ttl_ms.
       */
      expires_at?: string;
      /** @description 422 where failure injection is switched off (SLUICE_FAILURE_INJECTION). */
      failure_injection?: components['schemas']['FailureInjectionDto'];
      /** @description Jobs of one group of a queue run in the order in which they came (within a priority), at most group_concurrency of the queue's settings at once; groups take turns. */
      group?: string;
      /** @description Unique in its namespace. An integer becomes its decimal string. Made if left out. */
      id?: string | number;
      /** @description Lost leases before the job fails. Default: SLUICE_MAX_LAPSES. 0, with max_retries 0: the job starts at most once. */
      max_lapses?: number;
      /**
       * @description Retries after failed attempts.
       * @default 3
       */
      max_retries?: number;
      /**
       * @description What one of depends_on that fails or is cancelled does to this job: it fails (dependency_failed), it runs once all of them are final, or it is cancelled.
       * @default fail
       * @enum {string}
       */
      on_dependency_failure?: 'fail' | 'run' | 'cancel';
      /** @description Any JSON; comes out as the same JSON value, numbers beyond 2^53 included. The type may ask for more: http does. */
      payload?: unknown;
      /**
       * @description A higher one starts first.
       * @default 0
       */
      priority?: number;
      /**
       * @description Made on first use.
       * @default default
       */
      queue?: string;
      /**
       * Format: date-time
       * @description Start no earlier than this moment. Not together with delay_ms.
       */
      run_at?: string;
      tags?: string[];
      /**
       * @description Longest time for one attempt (ms).
       * @default 1800000
       */
      timeout_ms?: number;
      /** @description W3C trace context, given to the handler. The header traceparent does the same. */
      traceparent?: string;
      /** @description As expires_at, but counted from acceptance (ms). */
      ttl_ms?: number;
      /**
       * @description Names the handler.
       * @default simulate
       */
      type?: string;
    };
    ExplanationDto: {
      /**
       * Format: date-time
       * @description By the store's clock.
       */
      as_of: string;
      dedup: components['schemas']['JobDedupDto'] | null;
      error: components['schemas']['JobErrorDto'] | null;
      /** @description From how fast the queue drained in the last minute; null where nobody can say. */
      estimated_start_at: string | null;
      expires_at: string | null;
      id: string;
      queue: string;
      /** @description The most important first; never empty. */
      reasons: components['schemas']['ReasonDto'][];
      /** @description What the handler returned; null until then. */
      result: unknown;
      /** @enum {string} */
      status: 'scheduled' | 'blocked' | 'queued' | 'in_progress' | 'completed' | 'failed' | 'cancelled';
      /** @description One sentence. */
      summary: string;
      type: string;
    };
    ExtendDto: {
      /** @description From now (ms). Default: what the lease was asked for with. It never lasts longer than the attempt may take (timeout_ms). */
      lease_ms?: number;
      /** @description As POST /leases gave it with the job. */
      lease_token: string;
      /** @description How far the job is: any JSON of up to 512 bytes. The last one is kept. */
      progress?: unknown;
    };
    ExtendedDto: {
      /** @description Somebody cancelled the job: stop, and fail or release it; it is cancelled then. */
      cancel_requested: boolean;
      job_id: string;
      /** @description The lease lasts this long from now at most (ms); its end is bounded by timeout_ms. */
      lease_ms: number;
      /**
       * @description lease_lost and not_found: only in batches; nothing changed.
       * @enum {string}
       */
      outcome: 'ok' | 'already' | 'lease_lost' | 'not_found';
    };
    ExtendedManyDto: {
      /** @description One for each entry, in order. */
      results: components['schemas']['ExtendedDto'][];
    };
    ExtendEntryDto: {
      job_id: string;
      /** @description From now (ms). Default: what the lease was asked for with. It never lasts longer than the attempt may take (timeout_ms). */
      lease_ms?: number;
      /** @description As POST /leases gave it with the job. */
      lease_token: string;
      /** @description How far the job is: any JSON of up to 512 bytes. The last one is kept. */
      progress?: unknown;
    };
    ExtendManyDto: {
      jobs: components['schemas']['ExtendEntryDto'][];
    };
    FailDto: {
      error: components['schemas']['AttemptErrorDto'];
      /** @description As POST /leases gave it with the job. */
      lease_token: string;
    };
    FailEntryDto: {
      error: components['schemas']['AttemptErrorDto'];
      job_id: string;
      /** @description As POST /leases gave it with the job. */
      lease_token: string;
    };
    FailManyDto: {
      jobs: components['schemas']['FailEntryDto'][];
    };
    FailureInjectionDto: {
      /** @description These attempts fail, counted from 1. */
      fail_attempts?: number[];
      /** @description The first n attempts fail. */
      fail_first?: number;
      /**
       * @description How the failure shows; crash kills the worker process.
       * @default error
       * @enum {string}
       */
      kind?: 'error' | 'timeout' | 'crash' | 'hang' | 'slow';
      /** @description Each attempt fails with this probability. */
      probability?: number;
      /** @description Makes probability repeatable. */
      seed?: number;
      /** @description For the kind slow: wait before the handler runs (ms). */
      slow_ms?: number;
    };
    FieldErrorDto: {
      detail: string;
      /** @description Header. */
      header?: string;
      /** @description Query parameter. */
      parameter?: string;
      /** @description JSON pointer into the body. */
      pointer?: string;
    };
    HistoryDto: {
      /**
       * Format: date-time
       * @description When the first step began.
       */
      from: string;
      /** @description How many jobs or attempts in each step; null where that is not known. */
      increments?: {
        cancelled: (number | null)[];
        completed: (number | null)[];
        dropped: (number | null)[];
        enqueued: (number | null)[];
        failed: (number | null)[];
        lapsed: (number | null)[];
        released: (number | null)[];
        retried: (number | null)[];
        snoozed: (number | null)[];
        started: (number | null)[];
      };
      /** @description Numbers in each column; one for each step, the oldest first. */
      points: number;
      /** @description How long attempts ran (ms), likewise. */
      run_ms?: {
        p50: (number | null)[];
        p95: (number | null)[];
        p99: (number | null)[];
      };
      /** @description Jobs in each state as the step began; null where that is not known. */
      states?: {
        blocked: (number | null)[];
        cancelled: (number | null)[];
        completed: (number | null)[];
        failed: (number | null)[];
        in_progress: (number | null)[];
        queued: (number | null)[];
        scheduled: (number | null)[];
      };
      /** @description Length of a step (ms). */
      step_ms: number;
      /**
       * Format: date-time
       * @description When the last one ended.
       */
      to: string;
      /** @description From acceptance to the first start, delays included (ms): what half, 95 % and 99 % of the jobs of a step took at most; null where there were none, and of a queue. */
      wait_ms?: {
        p50: (number | null)[];
        p95: (number | null)[];
        p99: (number | null)[];
      };
    };
    /** @description The payload of a job of type `http`: the request that is sent. */
    HttpPayloadDto: {
      /** @description A string is sent as it is (text/plain), any other JSON as JSON; null is no body. */
      body?: unknown;
      /** @description Up to 8192 ASCII characters in all. Not those of the connection, nor webhook-*, sluice-* and traceparent, which the service sets. */
      headers?: {
        [key: string]: string;
      };
      /**
       * @default POST
       * @enum {string}
       */
      method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
      /** @description What completes the job, instead of every 2xx. */
      success_statuses?: number[];
      /**
       * @description For the whole exchange, from the name lookup to the last byte of the answer (ms).
       * @default 30000
       */
      timeout_ms?: number;
      /**
       * Format: uri
       * @description http or https, without user name and password. Not on this machine or in a private network, unless the service is configured to (SLUICE_OUTBOUND_ALLOW). Redirects are not followed.
       */
      url: string;
    };
    InfoDto: {
      namespace: components['schemas']['NamespaceInfoDto'];
      /** @description Of Node.js. */
      node: string;
      /** @enum {string} */
      phase: 'starting' | 'running' | 'leaving' | 'draining';
      /** @description Which of the processes answered: host and process. */
      replica: string;
      /** @enum {string} */
      role: 'all' | 'api' | 'worker';
      /** @description null: it does not answer. */
      store: components['schemas']['StoreInfoDto'] | null;
      uptime_ms: number;
      /** @description Of the service. */
      version: string;
    };
    JobDedupDto: {
      key: string;
      ttl_ms: number | null;
      /** @enum {string} */
      until: 'started' | 'finished' | 'ttl';
    };
    JobDto: {
      /** @description Starts, without those that were handed back. */
      attempt_count: number;
      /** @description The first one and the last nine. */
      attempts: components['schemas']['AttemptDto'][];
      backoff: components['schemas']['BackoffDto'];
      /** @description The job that tells callback_url of the latest end; null: there was none to tell. */
      callback_job_id: string | null;
      callback_url: string | null;
      cancel_requested: boolean;
      /** Format: date-time */
      created_at: string;
      /** @description The key that it asked for; it may have let go of it. */
      dedup: components['schemas']['JobDedupDto'] | null;
      /** @description In the order as sent. Not in listings. */
      depends_on?: components['schemas']['DependencyDto'][];
      due_at: string | null;
      error: components['schemas']['JobErrorDto'] | null;
      /** @description Of the last failure. */
      error_code: string | null;
      /** @description The same in one line of at most 200 characters. */
      error_message: string | null;
      expires_at: string | null;
      failure_injection: components['schemas']['FailureInjectionDto'] | null;
      /** @description When it was done; null: it is not. */
      finished_at: string | null;
      /** @description Its group; null: none. */
      group: string | null;
      id: string;
      /** @description Lost leases. */
      lapses: number;
      /** @description Who ran the latest attempt that ended. */
      last_worker: string | null;
      lease_expires_at: string | null;
      /** @description Lines written to its log: GET /jobs/{id}/logs. */
      log_lines: number;
      max_lapses: number;
      max_retries: number;
      /** @description null: it depends on no other job. */
      on_dependency_failure: ('fail' | 'run' | 'cancel') | null;
      /** @description As it was sent. */
      payload: unknown;
      payload_bytes: number;
      priority: number;
      /** @description What the handler reported last; null if nothing. */
      progress: unknown;
      queue: string;
      /** @description What the handler returned; null until then. */
      result: unknown;
      /** @description Retries scheduled after failures. */
      retries: number;
      snoozes: number;
      /** @description Start of the attempt that runs, or of the latest that ended; null: none yet. */
      started_at: string | null;
      /** @enum {string} */
      status: 'scheduled' | 'blocked' | 'queued' | 'in_progress' | 'completed' | 'failed' | 'cancelled';
      tags: string[];
      timeout_ms: number;
      traceparent: string | null;
      type: string;
      /**
       * Format: date-time
       * @description When the present state began.
       */
      updated_at: string;
      /** @description Who runs it now. */
      worker: string | null;
    };
    JobErrorDto: {
      code: string;
      message: string;
      /** @description The handler's stack, where it threw one. */
      stack?: string;
    };
    JobFilterDto: {
      /**
       * Format: date-time
       * @description Inclusive.
       */
      created_after?: string;
      /**
       * Format: date-time
       * @description Exclusive.
       */
      created_before?: string;
      /** @description Only this queue. */
      queue?: string;
      /** @description Only this state, of those on which the action works. */
      status?: string;
      /** @description Only jobs with this tag. */
      tag?: string;
      /** @description Only this type. */
      type?: string;
    };
    JobLogDto: {
      /** @description Lines that gave way to later ones, or got lost on the way. */
      dropped: number;
      job_id: string;
      lines: components['schemas']['LogLineDto'][];
      /** @description null: that was the last page. */
      next_page_token: string | null;
      /** @description Lines that are kept. */
      total: number;
    };
    JobOutcomeDto: {
      job_id: string;
      /**
       * @description blocked: retried, but its group is full. cancel_requested: it runs, and its worker is told.
       * @enum {string}
       */
      outcome: 'queued' | 'blocked' | 'cancelled' | 'cancel_requested' | 'wrong_state' | 'not_found';
      /** @description Where the job is now. */
      status: string | null;
    };
    JobOutcomesDto: {
      /** @description On how many of them it worked. */
      changed: number;
      /** @description One for each id, in their order. */
      results: components['schemas']['JobOutcomeDto'][];
    };
    JobPageDto: {
      /** @description With view=full each as JobDto, without depends_on; else as JobSummaryDto. */
      jobs: (components['schemas']['JobDto'] | components['schemas']['JobSummaryDto'])[];
      /** @description null: this was the last page. */
      next_page_token: string | null;
      /**
       * @description created: by the index of the queue, the latest created first. state: by queue, then state, then the latest first.
       * @enum {string}
       */
      order: 'created' | 'state';
      /** @description Jobs looked at for this page. */
      scanned: number;
      /** @description How many jobs match in all, where counting them costs nothing: without type, tag and times, or where the index of the queue has just these. Else null. */
      total: number | null;
    };
    JobStatusDto: {
      /** @description Starts, without those that were handed back. */
      attempt_count: number;
      cancel_requested: boolean;
      /** Format: date-time */
      created_at: string;
      due_at: string | null;
      error: components['schemas']['JobErrorDto'] | null;
      id: string;
      /** @description Lost leases. */
      lapses: number;
      max_retries: number;
      queue: string;
      /** @description Retries scheduled after failures. */
      retries: number;
      /** @enum {string} */
      status: 'scheduled' | 'blocked' | 'queued' | 'in_progress' | 'completed' | 'failed' | 'cancelled';
      type: string;
      /**
       * Format: date-time
       * @description When the present state began.
       */
      updated_at: string;
    };
    JobSummaryDto: {
      /** @description Starts, without those that were handed back. */
      attempt_count: number;
      backoff: components['schemas']['BackoffDto'];
      /** @description The job that tells callback_url of the latest end; null: there was none to tell. */
      callback_job_id: string | null;
      callback_url: string | null;
      cancel_requested: boolean;
      /** Format: date-time */
      created_at: string;
      /** @description The key that it asked for; it may have let go of it. */
      dedup: components['schemas']['JobDedupDto'] | null;
      due_at: string | null;
      error: components['schemas']['JobErrorDto'] | null;
      /** @description Of the last failure. */
      error_code: string | null;
      /** @description The same in one line of at most 200 characters. */
      error_message: string | null;
      expires_at: string | null;
      failure_injection: components['schemas']['FailureInjectionDto'] | null;
      /** @description When it was done; null: it is not. */
      finished_at: string | null;
      /** @description Its group; null: none. */
      group: string | null;
      id: string;
      /** @description Lost leases. */
      lapses: number;
      /** @description Who ran the latest attempt that ended. */
      last_worker: string | null;
      lease_expires_at: string | null;
      /** @description Lines written to its log: GET /jobs/{id}/logs. */
      log_lines: number;
      max_lapses: number;
      max_retries: number;
      /** @description null: it depends on no other job. */
      on_dependency_failure: ('fail' | 'run' | 'cancel') | null;
      payload_bytes: number;
      priority: number;
      queue: string;
      /** @description Retries scheduled after failures. */
      retries: number;
      snoozes: number;
      /** @description Start of the attempt that runs, or of the latest that ended; null: none yet. */
      started_at: string | null;
      /** @enum {string} */
      status: 'scheduled' | 'blocked' | 'queued' | 'in_progress' | 'completed' | 'failed' | 'cancelled';
      tags: string[];
      timeout_ms: number;
      traceparent: string | null;
      type: string;
      /**
       * Format: date-time
       * @description When the present state began.
       */
      updated_at: string;
      /** @description Who runs it now. */
      worker: string | null;
    };
    LeasedJobDto: {
      /** @description Number of this start. */
      attempt: number;
      /** Format: date-time */
      created_at: string;
      /** @description Larger for every later attempt of any job: for fencing writes elsewhere. */
      fence: number;
      id: string;
      /** @description Leases of this job that were lost. */
      lapses: number;
      /**
       * Format: date-time
       * @description By the clock of Redis.
       */
      lease_expires_at: string;
      /** @description How long the lease lasts from its start (ms). */
      lease_ms: number;
      /** @description Presented with everything that is said about this attempt. */
      lease_token: string;
      /** @description Lost leases before the job fails. 0, with max_retries 0: it must not be started again. */
      max_lapses: number;
      max_retries: number;
      /** @description Any JSON, as it was sent. */
      payload: unknown;
      priority: number;
      queue: string;
      /** @description Retries scheduled so far. */
      retries: number;
      /** Format: date-time */
      started_at: string;
      tags: string[];
      /** @description The attempt fails with timeout after this long, whether or not its lease is renewed (ms). */
      timeout_ms: number;
      /** @description W3C trace context. */
      traceparent: string | null;
      type: string;
    };
    LeaseDto: {
      /** @description As POST /leases gave it with the job. */
      lease_token: string;
    };
    LeaseRequestDto: {
      /** @description How long the jobs are the worker’s unless it renews the leases (ms). Default: SLUICE_LEASE_MS. Renew them every third of it; after it, another worker gets the job. */
      lease_ms?: number;
      /**
       * @description Most jobs in the answer: as many as the worker has room for now.
       * @default 1
       */
      max_jobs?: number;
      /** @description Names this request, by a text that no other request has (a UUID, say), so that POST /leases/end can end it before its time. */
      poll?: string;
      /** @description Left out: all queues, by turn. */
      queues?: string[];
      /** @description The types of jobs that the worker knows how to run. */
      types: string[];
      /**
       * @description How long to wait for the first job (ms). The answer comes as soon as there is one.
       * @default 0
       */
      wait_ms?: number;
      /** @description Names the worker for people: in GET /workers, and in the attempts of its jobs. */
      worker?: string;
    };
    LeasesDto: {
      /** @description Empty when there was nothing in the time given. */
      jobs: components['schemas']['LeasedJobDto'][];
    };
    LogDto: {
      /** @description As POST /leases gave it with the job. */
      lease_token: string;
      /** @description Oldest first. What is longer than SLUICE_LOG_LINE_BYTES is cut. */
      lines: string[];
      /** @description Number of the first of these lines in this attempt, from 0: the answer before has it as `taken`. With it, lines that are sent again are not written twice, and lines that you dropped are counted. Left out: right behind those that are there. */
      offset?: number;
    };
    LoggedDto: {
      job_id: string;
      /** @enum {string} */
      outcome: 'ok';
      /** @description Lines of this attempt so far: the next offset. */
      taken: number;
    };
    LogLineDto: {
      /**
       * Format: date-time
       * @description By the clock of Redis.
       */
      at: string;
      /** @description The attempt that wrote it. */
      attempt: number;
      line: string;
      /** @description Of all lines of the job. */
      number: number;
    };
    ManyJobsDto: {
      /**
       * @description Only count the jobs that match; nothing changes.
       * @default false
       */
      dry_run?: boolean;
      /** @description At least one field of it. */
      filter?: components['schemas']['JobFilterDto'];
      ids?: (string | number)[];
      /** @description next_page_token of the answer before, with all else as it was then: goes on where that one stopped. */
      page_token?: string;
    };
    MetricsDto: {
      /** Format: date-time */
      as_of: string;
      /** @description Payload bytes of the jobs that are accepted and not final. */
      bytes: number;
      cancelled: number;
      /** @description Jobs of full queues that gave way to others; also failed. */
      dropped: number;
      /** @description Jobs accepted. */
      enqueued: number;
      /** @description Jobs that failed for good. */
      failed: number;
      /** @description Jobs running now. */
      in_progress: number;
      /** @description Leases lost. */
      lapsed: number;
      /** @description The span that the percentiles are of (ms). */
      latency_window_ms: number;
      /** @description Of the namespace as a whole, over all its queues. */
      limits: components['schemas']['NamespaceLimitsDto'];
      /** @description Jobs that completed. */
      processed: number;
      /** @description Accepted and not started: queued, scheduled and blocked. */
      queue_depth: number;
      /** @description Attempts handed back. */
      released: number;
      /** @description Retries scheduled. */
      retried: number;
      /** @description How long attempts of the last five minutes ran. */
      run_ms: components['schemas']['PercentilesDto'];
      /** @description Jobs that those of them can run at once which still take jobs, over all of their namespaces. */
      slots: number;
      /** @description Attempts that asked for later. */
      snoozed: number;
      /** @description Jobs in each state. */
      states: {
        blocked?: number;
        cancelled?: number;
        completed?: number;
        failed?: number;
        in_progress?: number;
        queued?: number;
        scheduled?: number;
      };
      /** @description From acceptance to the first start, delays included, of the last five minutes. */
      wait_ms: components['schemas']['PercentilesDto'];
      /** @description Workers that are alive, draining ones and remote ones included; at most 500, as in GET /workers. */
      workers: number;
    };
    NamespaceInfoDto: {
      /** @description Payload bytes of the jobs that are not final. */
      bytes: number | null;
      /** @description Jobs that are accepted and not started. */
      depth: number | null;
      /** @description Jobs that run now. */
      in_progress: number | null;
      /** @description What it may hold. */
      limits: components['schemas']['NamespaceLimitsDto'];
      /** @description That of the request. */
      name: string;
    };
    NamespaceLimitsDto: {
      /** @description Jobs that run at once, on all workers together. */
      concurrency: number | null;
      /** @description Payload bytes of the jobs that are not final. */
      max_bytes: number | null;
      /** @description Jobs that are accepted and not started. */
      max_depth: number | null;
    };
    PatchQueueDto: {
      /** @description Most jobs that run at once, over all workers. */
      concurrency?: number | null;
      /** @description Most jobs of one group that are queued or run at once; without it, one. */
      group_concurrency?: number | null;
      /** @description strict (the default): while a job waits for its retry or asked for later, its group waits for it. loose: the others go on. */
      group_order?: ('strict' | 'loose') | null;
      /** @description The same for each group of the queue by itself. A job that has to wait is blocked, and other groups go on. */
      group_rate?: components['schemas']['StartRateDto'] | null;
      /** @description Keeps jobs ready for lists of this queue, whatever their state: all by creation, those of each type, those with each tag. Costs memory and time for each job. Jobs that are there already are put in soon; see index. */
      index?: ('created' | 'type' | 'tag')[] | null;
      /** @description No new jobs while the first in line of any priority waits there for longer (ms). */
      max_age_ms?: number | null;
      /** @description Most payload bytes of jobs that are not final. */
      max_bytes?: number | null;
      /** @description Most waiting jobs. */
      max_depth?: number | null;
      /** @description At max_depth or max_bytes: reject new jobs (the default); drop_oldest: the oldest queued job of the lowest priority gives way, unless that is higher than that of the new one; shed_low_priority: the last in line gives way if it is of a lower priority. A job that gives way is failed with dropped. */
      overflow?: ('reject' | 'drop_oldest' | 'shed_low_priority') | null;
      /** @description A job that waits in line gains a level of priority each such span (ms): it goes before every job that comes more than the difference of their priorities times this after it. Without it, priorities stay as they are. */
      priority_ageing_ms?: number | null;
      /** @description At most limit starts within any span of per_ms, over all workers. A job that has to wait spends no attempt. */
      rate?: components['schemas']['StartRateDto'] | null;
      /** @description What is left out stays; null removes all four. */
      retention?: components['schemas']['PatchRetentionDto'] | null;
    };
    PatchRetentionDto: {
      /** @description Most bytes of all of them together. */
      bytes?: number | null;
      /** @description Most jobs of each final state. */
      count?: number | null;
      /** @description Failed jobs (ms). */
      failed_ms?: number | null;
      /** @description Completed and cancelled jobs (ms). */
      ms?: number | null;
    };
    PercentilesDto: {
      p50: number | null;
      p95: number | null;
      p99: number | null;
    };
    ProblemDto: {
      /**
       * @description Stable; decide by this.
       * @enum {string}
       */
      code:
        | 'malformed'
        | 'unauthenticated'
        | 'forbidden'
        | 'not_found'
        | 'method_not_allowed'
        | 'request_timeout'
        | 'conflict'
        | 'lease_lost'
        | 'wrong_state'
        | 'queue_in_use'
        | 'precondition_failed'
        | 'too_large'
        | 'unsupported_media_type'
        | 'invalid'
        | 'idempotency_key_reused'
        | 'rate_limited'
        | 'internal'
        | 'overloaded'
        | 'too_many_clients'
        | 'queue_full'
        | 'namespace_full'
        | 'draining'
        | 'store_unavailable'
        | 'not_replicated'
        | 'store_full'
        | 'not_ready';
      /** @description About this very request. */
      detail: string;
      errors?: components['schemas']['FieldErrorDto'][];
      status: number;
      /** @description The same for every problem of this code. */
      title: string;
      /** Format: uri */
      type: string;
    };
    PurgeQueueDto: {
      /**
       * @description Only count the jobs that match; nothing changes.
       * @default false
       */
      dry_run?: boolean;
      /** @description Left out: all that failed. */
      filter?: components['schemas']['QueueJobFilterDto'];
      /** @description next_page_token of the answer before, with all else as it was then: goes on where that one stopped. */
      page_token?: string;
      /**
       * @description Jobs in which states go. Those that wait only where they are named; running ones never.
       * @default [
       *       "completed",
       *       "failed",
       *       "cancelled"
       *     ]
       */
      states?: ('completed' | 'failed' | 'cancelled' | 'scheduled' | 'blocked' | 'queued')[];
    };
    PutScheduleDto: {
      /**
       * @description How many of the slots that were missed are run, the latest ones. With overlap skip never more than one.
       * @default 1
       */
      catch_up?: number;
      /** @description Minute, hour, day of month, month, day of week; or @hourly, @daily… This or every_ms. */
      cron?: string;
      /**
       * Format: date-time
       * @description No slot at this moment or after it.
       */
      ends_at?: string;
      /** @description Period, counted from starts_at or else from when the schedule got this period (ms). */
      every_ms?: number;
      /** @description What is enqueued: the fields of POST /jobs without id, delay_ms, run_at and expires_at, which could hold for one slot only. */
      job?: components['schemas']['EnqueueJobDto'];
      /**
       * @description Whether a slot is passed over while the last job of this schedule is not final.
       * @default skip
       * @enum {string}
       */
      overlap?: 'skip' | 'allow';
      /** @description Left out: as it is; a new schedule is not paused. */
      paused?: boolean;
      /**
       * Format: date-time
       * @description No slot before this moment; the first slot of every_ms.
       */
      starts_at?: string;
      /**
       * @description The IANA time zone in which cron is read.
       * @default UTC
       */
      time_zone?: string;
    };
    QueueDetailsDto: {
      /** @description Payload bytes of the jobs that are not final. */
      bytes: number;
      /** @description These only grow. */
      counters: {
        cancelled?: number;
        completed?: number;
        dropped?: number;
        enqueued?: number;
        failed?: number;
        lapsed?: number;
        released?: number;
        retried?: number;
        snoozed?: number;
        started?: number;
      };
      /** @description Accepted and not started. */
      depth: number;
      /** @description Attempts that failed in about the last day, by the code of their error, the most frequent first; also those after which the job was tried again. */
      errors: components['schemas']['QueueErrorDto'][];
      /** @description null: it has none. */
      index: components['schemas']['QueueIndexDto'] | null;
      /** @description Bytes of the kept outcomes. */
      kept_bytes: number;
      /** @description What holds: its own, else the service's. */
      limits: components['schemas']['QueueLimitsDto'];
      name: string;
      /** @description When the queued job that came into the line first was accepted. */
      oldest_queued_at: string | null;
      paused: boolean;
      paused_at: string | null;
      /** @description Name of the API key by which it was paused; null: it is not, or no key was needed. */
      paused_by: string | null;
      /** @description How long attempts of the last five minutes ran. */
      run_ms: components['schemas']['PercentilesDto'];
      /** @description Its own settings; null: it has none. */
      settings: components['schemas']['QueueLimitsDto'];
      /** @description Jobs in each state. */
      states: {
        blocked?: number;
        cancelled?: number;
        completed?: number;
        failed?: number;
        in_progress?: number;
        queued?: number;
        scheduled?: number;
      };
      /** @description From acceptance to the first start, delays included, of the last five minutes. */
      wait_ms: components['schemas']['PercentilesDto'];
    };
    QueueDto: {
      /** @description Payload bytes of the jobs that are not final. */
      bytes: number;
      /** @description These only grow. */
      counters: {
        cancelled?: number;
        completed?: number;
        dropped?: number;
        enqueued?: number;
        failed?: number;
        lapsed?: number;
        released?: number;
        retried?: number;
        snoozed?: number;
        started?: number;
      };
      /** @description Accepted and not started. */
      depth: number;
      /** @description null: it has none. */
      index: components['schemas']['QueueIndexDto'] | null;
      /** @description Bytes of the kept outcomes. */
      kept_bytes: number;
      /** @description What holds: its own, else the service's. */
      limits: components['schemas']['QueueLimitsDto'];
      name: string;
      /** @description When the queued job that came into the line first was accepted. */
      oldest_queued_at: string | null;
      paused: boolean;
      paused_at: string | null;
      /** @description Name of the API key by which it was paused; null: it is not, or no key was needed. */
      paused_by: string | null;
      /** @description Its own settings; null: it has none. */
      settings: components['schemas']['QueueLimitsDto'];
      /** @description Jobs in each state. */
      states: {
        blocked?: number;
        cancelled?: number;
        completed?: number;
        failed?: number;
        in_progress?: number;
        queued?: number;
        scheduled?: number;
      };
    };
    QueueErrorDto: {
      /** @description The code; null: any other, where there are too many to count each. */
      code: string | null;
      count: number;
    };
    QueueIndexDto: {
      /** @description Whether all of them are: only then lists go by it. */
      complete: boolean;
      /** @description Jobs of the queue that are in it. */
      jobs: number;
    };
    QueueJobFilterDto: {
      /**
       * Format: date-time
       * @description Inclusive.
       */
      created_after?: string;
      /**
       * Format: date-time
       * @description Exclusive.
       */
      created_before?: string;
      /** @description Only this state, of those on which the action works. */
      status?: string;
      /** @description Only jobs with this tag. */
      tag?: string;
      /** @description Only this type. */
      type?: string;
    };
    QueueLimitsDto: {
      concurrency: number | null;
      group_concurrency: number | null;
      group_order: ('strict' | 'loose') | null;
      group_rate: components['schemas']['StartRateDto'] | null;
      index: ('created' | 'type' | 'tag')[] | null;
      max_age_ms: number | null;
      max_bytes: number | null;
      max_depth: number | null;
      overflow: ('reject' | 'drop_oldest' | 'shed_low_priority') | null;
      priority_ageing_ms: number | null;
      rate: components['schemas']['StartRateDto'] | null;
      retention: components['schemas']['QueueRetentionDto'];
    };
    QueuePageDto: {
      /** @description null: this was the last page. */
      next_page_token: string | null;
      queues: components['schemas']['QueueDto'][];
      /** @description Queues that match, up to two seconds ago; null: more than 2,000 queues, which are not counted. */
      total: number | null;
      /** @description true: of more than 2,000 queues, only the first 2,000 by name were put in this order. */
      truncated: boolean;
    };
    QueueRetentionDto: {
      bytes: number | null;
      count: number | null;
      failed_ms: number | null;
      ms: number | null;
    };
    ReasonDto: {
      /** @description With some codes only: jobs that go first, exactly. */
      ahead?: number;
      attempt?: number;
      attempt_count?: number;
      /**
       * @description Stable; decide by this.
       * @enum {string}
       */
      code:
        | 'queue_paused'
        | 'queue_at_concurrency'
        | 'namespace_at_concurrency'
        | 'rate_limited'
        | 'jobs_ahead'
        | 'group_full'
        | 'group_rate'
        | 'no_worker_alive'
        | 'no_worker_for_queue'
        | 'no_worker_for_type'
        | 'workers_busy'
        | 'about_to_start'
        | 'scheduled_delay'
        | 'scheduled_retry'
        | 'scheduled_snooze'
        | 'waits_for_jobs'
        | 'blocked'
        | 'running'
        | 'lease_lapsed'
        | 'cancel_requested'
        | 'completed'
        | 'failed'
        | 'cancelled';
      /** @description With some codes only: most jobs of the queue, or of the namespace, at once. */
      concurrency?: number;
      /** @description With some codes only: jobs that it depends on. */
      dependencies?: number;
      /** @description In words. */
      detail: string;
      /** @description With some codes only: workers that shut down. */
      draining?: number;
      /** Format: date-time */
      due_at?: string;
      /** Format: date-time */
      ended_at?: string;
      error?: components['schemas']['JobErrorDto'] | null;
      /** @description With some codes only: the job's group. */
      group?: string;
      /** @description With some codes only: most jobs of a group at once. */
      group_concurrency?: number;
      /** @description With some codes only: jobs of the group that are let in. */
      held?: number;
      /** @description With some codes only: which those are, the first ten by id. */
      held_by?: string[];
      /** @description With some codes only: the types that living workers of the queue know. */
      known_types?: string[];
      lease_expires_at?: string | null;
      lease_left_ms?: number;
      max_retries?: number;
      /**
       * Format: date-time
       * @description With some codes only: when the rate of the queue, or of its groups, lets the next job start.
       */
      next_start_at?: string;
      paused_at?: string | null;
      queue?: string;
      retries?: number;
      /** @description With some codes only: which retry it waits for. */
      retry?: number;
      /** @description With some codes only: jobs that run now. */
      running?: number;
      slots?: number;
      snoozes?: number;
      /** Format: date-time */
      started_at?: string;
      type?: string;
      /** @description With some codes only: jobs that it waits for. */
      waiting_for?: number;
      /** @description With some codes only: the first twenty that it waits for. */
      waits_for?: components['schemas']['DependencyDto'][];
      /** @description With some codes only: the name of the lease's holder. */
      worker?: string;
      /** @description With some codes only: workers that take jobs. */
      workers?: number;
    };
    RedriveQueueDto: {
      /**
       * @description Only count the jobs that match; nothing changes.
       * @default false
       */
      dry_run?: boolean;
      /** @description Left out: all that failed. */
      filter?: components['schemas']['QueueJobFilterDto'];
      /** @description next_page_token of the answer before, with all else as it was then: goes on where that one stopped. */
      page_token?: string;
    };
    ReleaseEntryDto: {
      job_id: string;
      /** @description As POST /leases gave it with the job. */
      lease_token: string;
    };
    ReleaseManyDto: {
      jobs: components['schemas']['ReleaseEntryDto'][];
    };
    RescheduleDto: {
      /** @description Start no earlier than this long from now (ms). Not together with run_at. */
      delay_ms?: number;
      /** @description A higher one starts first; among those of one priority the one that came first. */
      priority?: number;
      /**
       * Format: date-time
       * @description Start no earlier than this moment; one that has passed means now. Not together with delay_ms.
       */
      run_at?: string;
    };
    ResultErrorDto: {
      /**
       * @description Stable and machine-readable.
       * @default error
       */
      code?: string;
      /** @description For people. What is longer than 1024 bytes is cut. */
      message: string;
    };
    RunningJobDto: {
      /** @description Number of this start. */
      attempt: number;
      cancel_requested: boolean;
      id: string;
      lease_expires_at: string | null;
      queue: string;
      /** Format: date-time */
      started_at: string;
      type: string;
    };
    ScheduleDto: {
      /** @description From which every_ms counts. */
      anchor_at: string | null;
      /**
       * Format: date-time
       * @description The store's clock.
       */
      as_of: string;
      catch_up: number;
      /** Format: date-time */
      created_at: string;
      cron: string | null;
      ends_at: string | null;
      every_ms: number | null;
      held: components['schemas']['ScheduleHoldDto'] | null;
      /** @description In a list without its payload. */
      job: components['schemas']['EnqueueJobDto'];
      last_run: components['schemas']['ScheduleRunDto'] | null;
      last_skip: components['schemas']['ScheduleSkipDto'] | null;
      name: string;
      /** @description The next five, one that is due included; none while it is paused. */
      next_times: string[];
      /** @enum {string} */
      overlap: 'skip' | 'allow';
      paused_at: string | null;
      starts_at: string | null;
      /**
       * @description ended: no slot is left.
       * @enum {string}
       */
      state: 'active' | 'paused' | 'ended';
      time_zone: string | null;
      /**
       * Format: date-time
       * @description When what it says was changed last.
       */
      updated_at: string;
    };
    ScheduleHoldDto: {
      /** @enum {string} */
      reason: 'queue_full' | 'unreadable';
      /** Format: date-time */
      since: string;
      /** Format: date-time */
      slot_at: string;
    };
    SchedulePageDto: {
      /** @description null: this was the last page. */
      next_page_token: string | null;
      schedules: components['schemas']['ScheduleDto'][];
    };
    ScheduleRunDto: {
      /** Format: date-time */
      enqueued_at: string;
      job_id: string;
      /** @description null: somebody asked for it. */
      slot_at: string | null;
      /** @description null: the job is not kept any more. */
      status:
        ('scheduled' | 'blocked' | 'queued' | 'in_progress' | 'completed' | 'failed' | 'cancelled') | null;
    };
    ScheduleSkipDto: {
      /**
       * @description overlap: the job before was not final. missed: no process looked in time. queue_full: no room until the next slot came. id_taken: another job has its id.
       * @enum {string}
       */
      reason: 'overlap' | 'missed' | 'queue_full' | 'id_taken';
      /** Format: date-time */
      skipped_at: string;
      /**
       * Format: date-time
       * @description The first one, where several were passed over at once.
       */
      slot_at: string;
    };
    SessionDto: {
      /**
       * @description off: nobody is asked for a key.
       * @enum {string}
       */
      auth: 'required' | 'off';
      /** @description When the key ends; null: never. */
      expires_at: string | null;
      /** @description Name of the key; null with auth off. */
      key: string | null;
      /** @description The one that the key is for; *: any. */
      namespace: string;
      /** @description admin is all of them. */
      scopes: ('enqueue' | 'read' | 'work' | 'admin')[];
    };
    SettledDto: {
      job_id: string;
      /**
       * @description already: it was recorded before, nothing changed. lease_lost and not_found: only in batches; nothing changed.
       * @enum {string}
       */
      outcome: 'ok' | 'already' | 'lease_lost' | 'not_found';
      /** @description Where the job went; null unless it is ok. */
      status:
        ('scheduled' | 'blocked' | 'queued' | 'in_progress' | 'completed' | 'failed' | 'cancelled') | null;
    };
    SettledManyDto: {
      /** @description One for each entry, in order. */
      results: components['schemas']['SettledDto'][];
    };
    StartRateDto: {
      limit: number;
      per_ms: number;
    };
    StoreCheckDto: {
      /** @enum {string} */
      check: 'version' | 'eviction' | 'append_only' | 'fsync' | 'role' | 'cluster' | 'rights';
      /** @description What is set, and for a fault what to do about it. */
      detail: string;
      /** @enum {string} */
      level: 'ok' | 'warning' | 'unfit' | 'unknown';
    };
    StoreInfoDto: {
      append_only: boolean | null;
      checks: components['schemas']['StoreCheckDto'][];
      /** @description Connections to it, of everybody. */
      clients: number | null;
      eviction_policy: string | null;
      last_snapshot_at: string | null;
      /** @description null: no limit, or it does not say. */
      max_memory_bytes: number | null;
      /** @description primary or replica. */
      role: string | null;
      uptime_ms: number | null;
      used_memory_bytes: number | null;
      version: string | null;
    };
    SweepReportDto: {
      /** @description Jobs on which it worked; 0 in a dry run. */
      changed: number;
      dry_run: boolean;
      /** @description Jobs that matched. */
      matched: number;
      /** @description There is more to do: send the same request with this as page_token. null: done. */
      next_page_token: string | null;
      /** @description Jobs looked at. */
      scanned: number;
      /** @description Jobs that had moved on when their turn came. */
      skipped: number;
    };
    WorkerDto: {
      /** @description When a draining process hands back what it still runs; null: it does not drain. */
      deadline_at: string | null;
      /** @description New for each process; of a remote worker, made from its name. */
      id: string;
      /**
       * @description remote: it takes jobs over HTTP (POST /leases), and leaves the list when it has not asked for 15 s, or for as long as its latest lease.
       * @enum {string}
       */
      kind: 'process' | 'remote';
      /** Format: date-time */
      last_seen_at: string;
      /** @description Host and process, or what a remote worker calls itself. */
      name: string;
      /** @description * for all queues. Weight 0: only what the queues before it leave (`SLUICE_QUEUES_ORDER=strict`). */
      queues:
        | '*'
        | {
            queue: string;
            weight: number;
          }[];
      /** @description Jobs that it runs, over all namespaces. */
      running: number;
      /** @description With view=full: what it runs in this namespace, the longest first, at most 20. */
      running_jobs?: components['schemas']['RunningJobDto'][];
      /** @description Jobs at once. */
      slots: number;
      /**
       * @description lost: not heard of for 15 s. Its jobs run elsewhere once their leases lapse.
       * @enum {string}
       */
      state: 'running' | 'draining' | 'lost';
      /** @description Types that it has handlers for. */
      types: string[];
      /** @description The release; of a remote worker, its client's User-Agent. */
      version: string;
    };
    WorkerListDto: {
      /** @description With view=full. false: more jobs run than were looked at (500), so lists may be short. */
      running_jobs_complete?: boolean;
      /** @description The latest heard of first; at most 500. */
      workers: components['schemas']['WorkerDto'][];
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  listen: {
    parameters: {
      query?: {
        job?: string;
        last_event_id?: string;
        queue?: string;
        topic?: 'jobs' | 'queues' | 'stats';
        type?: string;
      };
      header?: {
        'Last-Event-ID'?: string;
        'Sluice-Namespace'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': string;
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  live: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            status?: string;
          };
        };
      };
    };
  };
  ready: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            status?: string;
          };
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  started: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            status?: string;
          };
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  getInfo: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['InfoDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  listJobs: {
    parameters: {
      query?: {
        created_after?: string;
        created_before?: string;
        page_size?: number;
        page_token?: string;
        queue?: string;
        status?: 'scheduled' | 'blocked' | 'queued' | 'in_progress' | 'completed' | 'failed' | 'cancelled';
        tag?: string;
        type?: string;
        view?: 'summary' | 'full';
      };
      header?: {
        'Sluice-Namespace'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['JobPageDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  enqueueJob: {
    parameters: {
      query?: never;
      header?: {
        'Idempotency-Key'?: string;
        'Sluice-Namespace'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['EnqueueJobDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EnqueuedDto'];
        };
      };
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EnqueuedDto'];
        };
      };
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  getJob: {
    parameters: {
      query?: {
        wait_ms?: number;
      };
      header?: {
        'Sluice-Namespace'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['JobDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  rescheduleJob: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RescheduleDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['JobDto'];
        };
      };
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  cancelJob: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ActedDto'];
        };
      };
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ActedDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  explainJob: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ExplanationDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  getJobLogs: {
    parameters: {
      query?: {
        after?: number;
        order?: 'oldest' | 'newest';
        page_size?: number;
        page_token?: string;
      };
      header?: {
        'Sluice-Namespace'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['JobLogDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  getJobPayload: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': unknown;
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  promoteJob: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['JobDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  getJobResult: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': unknown;
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  retryJob: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ActedDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  enqueueJobs: {
    parameters: {
      query?: {
        atomic?: boolean;
      };
      header?: {
        'Idempotency-Key'?: string;
        'Sluice-Namespace'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['EnqueueJobDto'][];
        'application/x-ndjson': components['schemas']['EnqueueJobDto'][];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BulkDto'];
        };
      };
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  cancelJobs: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ManyJobsDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            components['schemas']['JobOutcomesDto'] | components['schemas']['SweepReportDto'];
        };
      };
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  exportJobs: {
    parameters: {
      query?: {
        created_after?: string;
        created_before?: string;
        queue?: string;
        status?: 'completed' | 'failed' | 'cancelled';
        tag?: string;
        type?: string;
      };
      header?: {
        'Sluice-Namespace'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/x-ndjson': string;
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  retryJobs: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ManyJobsDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            components['schemas']['JobOutcomesDto'] | components['schemas']['SweepReportDto'];
        };
      };
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  takeLeases: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['LeaseRequestDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['LeasesDto'];
        };
      };
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  completeLease: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path: {
        job_id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CompleteDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CompletedDto'];
        };
      };
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  extendLease: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path: {
        job_id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ExtendDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ExtendedDto'];
        };
      };
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  failLease: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path: {
        job_id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['FailDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SettledDto'];
        };
      };
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  logLease: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path: {
        job_id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['LogDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['LoggedDto'];
        };
      };
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  releaseLease: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path: {
        job_id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['LeaseDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SettledDto'];
        };
      };
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  completeLeases: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CompleteManyDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CompletedManyDto'];
        };
      };
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  endPoll: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['EndPollDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EndedPollDto'];
        };
      };
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  extendLeases: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ExtendManyDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ExtendedManyDto'];
        };
      };
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  failLeases: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['FailManyDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SettledManyDto'];
        };
      };
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  releaseLeases: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ReleaseManyDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SettledManyDto'];
        };
      };
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  getMetrics: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MetricsDto'];
          'text/plain': string;
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  getMetricsHistory: {
    parameters: {
      query?: {
        points?: number;
        queue?: string;
        step_ms?: 5000 | 60000;
      };
      header?: {
        'Sluice-Namespace'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HistoryDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  getPrometheusMetrics: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/plain': string;
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  listQueues: {
    parameters: {
      query?: {
        contains?: string;
        page_size?: number;
        page_token?: string;
        sort?: 'name' | 'depth' | 'queued' | 'in_progress' | 'failed' | 'oldest' | 'bytes' | 'full';
      };
      header?: {
        'Sluice-Namespace'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['QueuePageDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  getQueue: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path: {
        queue: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['QueueDetailsDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  deleteQueue: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path: {
        queue: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DeletedQueueDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  patchQueue: {
    parameters: {
      query?: never;
      header?: {
        'If-Match'?: string;
        'Sluice-Namespace'?: string;
      };
      path: {
        queue: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PatchQueueDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['QueueDetailsDto'];
        };
      };
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  pauseQueue: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path: {
        queue: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['QueueDetailsDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  purgeQueue: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path: {
        queue: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['PurgeQueueDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SweepReportDto'];
        };
      };
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  redriveQueue: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path: {
        queue: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['RedriveQueueDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SweepReportDto'];
        };
      };
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  resumeQueue: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path: {
        queue: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['QueueDetailsDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  listSchedules: {
    parameters: {
      query?: {
        page_size?: number;
        page_token?: string;
      };
      header?: {
        'Sluice-Namespace'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SchedulePageDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  getSchedule: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ScheduleDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  putSchedule: {
    parameters: {
      query?: never;
      header?: {
        'If-Match'?: string;
        'Sluice-Namespace'?: string;
      };
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PutScheduleDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ScheduleDto'];
        };
      };
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ScheduleDto'];
        };
      };
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  deleteSchedule: {
    parameters: {
      query?: never;
      header?: {
        'If-Match'?: string;
        'Sluice-Namespace'?: string;
      };
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  pauseSchedule: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ScheduleDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  resumeSchedule: {
    parameters: {
      query?: never;
      header?: {
        'Sluice-Namespace'?: string;
      };
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ScheduleDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  runSchedule: {
    parameters: {
      query?: never;
      header?: {
        'Idempotency-Key'?: string;
        'Sluice-Namespace'?: string;
      };
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EnqueuedDto'];
        };
      };
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EnqueuedDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  getSession: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SessionDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  signIn: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/x-www-form-urlencoded': {
          /** @description Where to go then: a page of the dashboard, or /docs. */
          back?: string;
          /** @description The API key. */
          key: string;
        };
      };
    };
    responses: {
      303: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/html': string;
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  signOut: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  getStatus: {
    parameters: {
      query: {
        id: string;
      };
      header?: {
        'Sluice-Namespace'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['JobStatusDto'];
        };
      };
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  listWorkers: {
    parameters: {
      query?: {
        view?: 'summary' | 'full';
      };
      header?: {
        'Sluice-Namespace'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WorkerListDto'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
}
