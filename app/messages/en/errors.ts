/** One sentence for every code of domain/errors/error-codes.ts; `fields` says what a form field takes when it was not taken. */
export default {
  bad_request: 'That was not understood. Check what you entered, then try again.',
  unauthenticated: 'Please log in first.',
  forbidden: 'You are not allowed to do that.',
  cross_site_request: 'This form was sent from another site and was refused. Open Steno and try again.',
  not_found: 'There is nothing here. It may have been deleted.',
  method_not_allowed: 'This address cannot be used in that way.',
  conflict: 'Something changed in the meantime. Reload the page, then try again.',
  form_too_large: 'What was sent is too large: at most {maxSize} are accepted here.',
  too_many_attempts:
    'Too many attempts. Try again in {retryMinutes, plural, one {# minute} other {# minutes}}.',
  rate_limited: 'Too many requests. Try again in a moment.',
  unsupported_media_type: 'What was sent is not of a kind that is accepted here.',
  insufficient_scope: 'This key may not do that.',
  idempotency_running: 'The same request is being carried out already.',
  idempotency_reused: 'This request’s key stood for another request.',
  internal: 'Something went wrong on our side. Try again; if it happens again, tell your administrator.',
  unavailable: 'Steno cannot do this right now. Try again in a moment.',
  database_unavailable:
    'The database cannot be reached right now. Nothing that is stored is lost. Try again in a moment.',
  email_taken: 'There is already an account with this email address.',
  last_admin: 'You are the only administrator. While others have accounts here, yours cannot be deleted.',
  wrong_credentials: 'Email address or password is wrong.',
  api_keys_max: 'You have {limit, plural, one {# API key} other {# API keys}}, and more are not possible. Revoke one first.',
  no_subscription: 'Your account has no plan. Ask your administrator.',
  recordings_used_up:
    '{renewsOn, select, none {Your plan’s recordings for this month are used up.} other {' +
    'Your plan’s {limit, plural, one {# recording} other {# recordings}} for this month are used up. ' +
    'The next ones come on {renewsOn}.}}',
  minutes_used_up:
    '{renewsOn, select, none {Your plan’s minutes for this month do not cover this recording.} other {{fits, select, ' +
    'never {This recording needs {needed, number} min, more than the {limit, number} of your plan’s whole month. ' +
    'Change the plan, or split the recording.} other {{left, plural, ' +
    '=0 {Your plan’s minutes for this month are used up, and this recording needs {needed, number}.} ' +
    'one {This recording needs {needed, number} min, and # minute of your plan is left.} ' +
    'other {This recording needs {needed, number} min, and # minutes of your plan are left.}} ' +
    'New minutes come on {renewsOn}.}}}}',
  upload_too_large: 'The file is too large: at most {maxSize} are accepted.',
  upload_incomplete: 'The upload stopped before the file was complete. Send it again.',
  upload_stalled: 'Nothing arrived for too long, so the upload was ended. Send it again.',
  media_empty: 'There is no sound in this file, or it is too short.',
  media_not_recognised: 'This is no audio or video that Steno can read.',
  media_no_audio: 'The file has no audio track.',
  media_truncated: 'The file is cut off or damaged, and nothing in it can be used.',
  media_too_long: 'The recording is too long: at most {hoursMax, plural, one {# hour} other {# hours}} are accepted.',
  media_too_costly: 'Reading this file takes more memory or time than is allowed.',
  model_unknown: 'There is no such recognition model.',
  model_not_installed:
    'This recognition model is not installed.{command, select, none {} ' +
    'other { An administrator adds it by running this on the server: {command}}}',
  language_not_installed:
    'No recognition model for this language is installed.{command, select, none {} ' +
    'other { An administrator adds one by running this on the server: {command}}}',
  language_not_in_model: 'The chosen model does not recognise this language. Choose another model, or leave the choice to Steno.',
  recognizer_failed: 'The recognition stopped unexpectedly. Try again.',
  draft_exists: 'This recording is being transcribed again already, or the result waits for your decision.',
  transcript_changed: 'The transcript was corrected meanwhile. Look at the differences again.',
  live_busy: 'Every place for live recognition is taken right now. Try again in a moment.',
  live_sessions_max: 'You are recording in too many places at once. End one of them first.',
  live_over: 'This live session has ended.',
  webhook_failed: 'The receiver did not take the message. Look at the log of deliveries.',
  webhook_refused: 'The receiver refused the message. Look at the log of deliveries.',
  object_not_found: 'The audio of this recording is no longer stored.',
  object_corrupt: 'The stored audio is damaged and cannot be read.',
  storage_unavailable: 'The storage cannot be reached right now. Try again in a moment.',
  storage_full: 'The storage is full. Ask your administrator to make room.',
  step_timeout: 'This step took too long and was stopped.',
  step_broke_off: 'Whatever ran this step ended each time, so it was given up. Ask your administrator: the log says why.',
  lost_lease: 'Another worker has taken this job over.',
  cancelled: 'This was cancelled.',
  llm_not_configured: 'No language model is set up here. An administrator can connect one.',
  vectors_unavailable: 'Search by meaning cannot be reached right now.',
  provider_unavailable: 'The model server cannot be reached right now. Try again in a moment.',
  provider_busy: 'The model server has too much to do right now. Try again in a moment.',
  provider_garbled: 'The model server gave an answer that cannot be used. Try again.',
  provider_refused: 'The model server refused the request. Ask your administrator: the log says why.',
  provider_input_too_long: 'This is more text than the language model takes at once.',
  config_invalid: 'Steno is not set up correctly. Ask your administrator.',
  fields: {
    confirmEmail: 'Enter the email address of this account.',
    question: 'Enter a question of 1 to {askQuestionCharsMax} characters.',
    instructions: 'Enter wishes of at most {summaryInstructionsCharsMax} characters.',
    email: 'Enter an email address such as name@example.org.',
    userName: 'Enter a name of 1 to {nameCharsMax} characters.',
    name: 'Enter a name of 1 to {nameCharsMax} characters.',
    password: 'Choose a password of {passwordCharsMin} to {passwordCharsMax} characters.',
    next: 'Choose a password of {passwordCharsMin} to {passwordCharsMax} characters.',
    current: 'This is not your current password.',
    avatar: 'Choose a picture (JPEG, PNG, WebP, GIF or AVIF) of at most {avatarSize}.',
    title: 'Enter a title of 1 to {titleCharsMax} characters.',
    text: 'Enter a text of 1 to {segmentTextCharsMax} characters.',
    language: 'Choose one of the languages in the list.',
    file: 'Choose at least one file.',
    languages: 'At most {translationLanguagesMax} languages at once. Remove one of them first.',
    webhookUrl: 'Enter an address that begins with https:// and leads to the open internet.',
    keyName: 'Enter a name of 1 to {apiKeyNameCharsMax} characters.',
    scopes: 'Choose at least one thing that the key may do.',
    registration: 'Registration is closed on this installation. Ask its administrator.',
  },
  page: {
    notFound: 'This page does not exist',
    forbidden: 'This page is not for you',
    failed: 'That did not work',
    away: 'Back in a moment',
    requestId: 'Request {id}',
    home: 'Go to the start page',
  },
} as const
