interface CodeFacts {
  /** HTTP status for pages and APIs. */
  status: number
  /** Whether repeating the same request later may succeed. */
  retryable: boolean
}

/** Every code an AppError may carry. Message catalogues hold one translated sentence per code. */
export const errorCodes = {
  // Requests
  bad_request: { status: 400, retryable: false },
  unauthenticated: { status: 401, retryable: false },
  forbidden: { status: 403, retryable: false },
  cross_site_request: { status: 403, retryable: false },
  not_found: { status: 404, retryable: false },
  method_not_allowed: { status: 405, retryable: false },
  conflict: { status: 409, retryable: false },
  form_too_large: { status: 413, retryable: false },
  too_many_attempts: { status: 429, retryable: true },
  rate_limited: { status: 429, retryable: true },
  unsupported_media_type: { status: 415, retryable: false },
  insufficient_scope: { status: 403, retryable: false },
  idempotency_running: { status: 409, retryable: true },
  idempotency_reused: { status: 422, retryable: false },
  internal: { status: 500, retryable: true },
  unavailable: { status: 503, retryable: true },
  database_unavailable: { status: 503, retryable: true },
  // Accounts
  email_taken: { status: 409, retryable: false },
  password_common: { status: 400, retryable: false },
  last_admin: { status: 409, retryable: false },
  plan_by_administrators: { status: 403, retryable: false },
  wrong_credentials: { status: 401, retryable: false },
  api_keys_max: { status: 409, retryable: false },
  webhooks_max: { status: 409, retryable: false },
  // Quota
  no_subscription: { status: 403, retryable: false },
  recordings_used_up: { status: 402, retryable: false },
  minutes_used_up: { status: 402, retryable: false },
  // Uploads and media
  upload_too_large: { status: 413, retryable: false },
  upload_incomplete: { status: 400, retryable: true },
  upload_stalled: { status: 408, retryable: true },
  media_empty: { status: 422, retryable: false },
  media_not_recognised: { status: 422, retryable: false },
  media_no_audio: { status: 422, retryable: false },
  media_truncated: { status: 422, retryable: false },
  media_too_long: { status: 422, retryable: false },
  media_too_costly: { status: 422, retryable: false },
  remote_file_failed: { status: 422, retryable: true },
  // Recognition
  model_unknown: { status: 422, retryable: false },
  model_not_installed: { status: 422, retryable: false },
  language_not_installed: { status: 422, retryable: false },
  language_not_in_model: { status: 422, retryable: false },
  recognizer_failed: { status: 500, retryable: true },
  draft_exists: { status: 409, retryable: false },
  transcript_changed: { status: 409, retryable: false },
  answer_late: { status: 504, retryable: false },
  // Live recognition
  live_busy: { status: 503, retryable: true },
  live_sessions_max: { status: 429, retryable: true },
  live_over: { status: 410, retryable: false },
  // Storage
  object_not_found: { status: 404, retryable: false },
  object_corrupt: { status: 500, retryable: false },
  storage_unavailable: { status: 503, retryable: true },
  storage_full: { status: 507, retryable: true },
  // Jobs
  step_timeout: { status: 504, retryable: true },
  step_broke_off: { status: 500, retryable: false },
  lost_lease: { status: 409, retryable: false },
  cancelled: { status: 409, retryable: false },
  // Models on other servers
  llm_not_configured: { status: 503, retryable: false },
  vectors_unavailable: { status: 503, retryable: true },
  provider_unavailable: { status: 503, retryable: true },
  provider_busy: { status: 503, retryable: true },
  provider_garbled: { status: 502, retryable: true },
  provider_refused: { status: 502, retryable: false },
  provider_input_too_long: { status: 422, retryable: false },
  // Set-up
  config_invalid: { status: 500, retryable: false },
} as const satisfies Record<string, CodeFacts>

export type ErrorCode = keyof typeof errorCodes
