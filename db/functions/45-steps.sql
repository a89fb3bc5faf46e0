-- The steps that follow a transcript. Which there are, and in what order they run, the worker knows (worker/steps); here
-- are the rules by which their runs are claimed, ended and queued. A recording is locked before its steps, as everywhere:
-- whoever deletes one takes them in that order, and what refers to it (a dead letter, for one) locks it too.

-- Steps go in the order of their owners' plans, as transcriptions do.
create or replace function f_step_priority(p_recording uuid) returns integer
language sql stable
as $$
  select p.job_priority from recordings r join user_subscriptions s on s.user_id = r.user_id join plans p on p.id = s.plan_id
   where r.id = p_recording
$$;

create or replace function f_plan_steps(p_recording uuid, p_delay_ms integer default 0) returns void
language plpgsql
as $$
begin
  perform graphile_worker.add_job('plan-steps', f_recording_job(p_recording),
    job_key := 'plan-steps:' || p_recording, max_attempts := 1000, priority := f_step_priority(p_recording),
    run_at := clock_timestamp() + make_interval(secs => p_delay_ms / 1000.0));
end $$;

create or replace function f_queue_step(
  p_recording uuid, p_step text, p_key text, p_delay_ms integer default 0) returns void
language plpgsql
as $$
begin
  perform graphile_worker.add_job('run-step', f_recording_job(p_recording, jsonb_build_object('step', p_step, 'key', p_key)),
    job_key := 'run-step:' || p_recording || ':' || p_step || ':' || p_key, max_attempts := 1000,
    priority := f_step_priority(p_recording),
    run_at := clock_timestamp() + make_interval(secs => p_delay_ms / 1000.0));
end $$;

-- A finished transcript has its steps planned, unless it is not to be stored: then nothing is made of it that would outlive it.
create or replace function tg_recording_plan() returns trigger
language plpgsql
as $$
begin
  perform f_plan_steps(new.id);
  return null;
end $$;

create or replace trigger recording_plan after update of status on recordings
for each row when (old.status <> new.status and new.status = 'done' and new.forget_at is null) execute function tg_recording_plan();

-- Words that change raise the transcript's version. Corrections come in rows, so the steps wait a little for the last of them.
create or replace function tg_transcript_changed() returns trigger
language plpgsql
as $$
declare
  v_recording uuid;
begin
  for v_recording in
    update recordings r set transcript_version = r.transcript_version + 1
     where r.id in (select distinct c.recording_id from changed c) returning case when r.status = 'done' and r.forget_at is null then r.id end
  loop
    if v_recording is not null then perform f_plan_steps(v_recording, 3000); end if;
  end loop;
  return null;
end $$;

create or replace trigger transcript_added after insert on segments
referencing new table as changed for each statement execute function tg_transcript_changed();
create or replace trigger transcript_taken after delete on segments
referencing old table as changed for each statement execute function tg_transcript_changed();
create or replace trigger transcript_changed after update on segments
referencing new table as changed for each statement execute function tg_transcript_changed();

-- Takes a queued run, or one that broke off because its worker died, and answers its fence; null where there is nothing
-- to do. What breaks off counts as an attempt that failed: the run itself may be what ended the worker.
-- (Dropped first, since it answers more than it did, and PostgreSQL replaces no function whose answer changes.)
drop function if exists sp_claim_step(uuid, text, text);
create or replace function sp_claim_step(
  p_recording uuid, p_step text, p_key text, out fence bigint, out user_id uuid, out transcript_version bigint,
  out attempts integer, out params jsonb, out broke_off boolean)
language plpgsql
as $$
declare
  v_rec recordings;
begin
  select * into v_rec from recordings where id = p_recording and status = 'done' for no key update;
  if not found then return; end if;
  -- The recording is locked, so nobody else changes the status between these two.
  select s.status = 'running' into broke_off from recording_steps s
   where s.recording_id = p_recording and s.step = p_step and s.key = p_key;
  update recording_steps s
     set status = 'running', fence = s.fence + 1, started_at = clock_timestamp(), finished_at = null, progress = 0,
         transcript_version = v_rec.transcript_version, attempts = s.attempts + broke_off::int
   where s.recording_id = p_recording and s.step = p_step and s.key = p_key and s.status in ('queued', 'running')
  returning s.fence, v_rec.user_id, s.transcript_version, s.attempts, s.params
       into fence, user_id, transcript_version, attempts, params;
end $$;

-- Ends a run well. Answers whether it still held the lease, as the two below do.
create or replace function sp_complete_step(
  p_recording uuid, p_step text, p_key text, p_fence bigint, p_degraded text, p_facts jsonb) returns boolean
language plpgsql
as $$
begin
  perform from recordings where id = p_recording for no key update;
  update recording_steps
     set status = 'done', degraded = p_degraded, facts = p_facts, attempts = 0, progress = 1, finished_at = clock_timestamp(),
         error_code = null, error_message = null
   where recording_id = p_recording and step = p_step and key = p_key and fence = p_fence and status = 'running';
  if not found then return false; end if;
  update job_failures set settled_at = clock_timestamp()
   where recording_id = p_recording and step = p_step and step_key = p_key and settled_at is null;
  -- What waited for it may run now; and the transcript may have changed meanwhile.
  perform f_plan_steps(p_recording);
  return true;
end $$;

-- Puts a run back into the queue: after an error that may pass (p_is_setback), or for no fault of its own.
create or replace function sp_postpone_step(
  p_recording uuid, p_step text, p_key text, p_fence bigint, p_delay_ms integer, p_is_setback boolean) returns boolean
language plpgsql
as $$
begin
  perform from recordings where id = p_recording for no key update;
  update recording_steps set status = 'queued', attempts = attempts + p_is_setback::int
   where recording_id = p_recording and step = p_step and key = p_key and fence = p_fence and status = 'running';
  if not found then return false; end if;
  perform f_queue_step(p_recording, p_step, p_key, p_delay_ms);
  return true;
end $$;

-- Ends a run for good, with a dead letter.
create or replace function sp_fail_step(
  p_recording uuid, p_step text, p_key text, p_fence bigint, p_code text, p_message text) returns boolean
language plpgsql
as $$
declare
  v_attempts integer;
begin
  perform from recordings where id = p_recording for no key update;
  update recording_steps
     set status = 'failed', error_code = p_code, error_message = p_message, finished_at = clock_timestamp()
   where recording_id = p_recording and step = p_step and key = p_key and fence = p_fence and status = 'running'
  returning attempts into v_attempts;
  if not found then return false; end if;
  update job_failures set settled_at = clock_timestamp()
   where recording_id = p_recording and step = p_step and step_key = p_key and settled_at is null;
  insert into job_failures (task, step, step_key, recording_id, error_code, message, setbacks)
  values ('run-step', p_step, p_key, p_recording, p_code, p_message, v_attempts);
  perform f_plan_steps(p_recording);
  return true;
end $$;

-- Has a step run (again), by itself, whatever became of its last run. p_user null is the house itself. Answers false where
-- there is no such finished recording of that user.
create or replace function sp_request_step(
  p_user uuid, p_recording uuid, p_step text, p_key text, p_params jsonb) returns boolean
language plpgsql
as $$
begin
  perform from recordings where id = p_recording and (p_user is null or user_id = p_user) and status = 'done'
    for no key update;
  if not found then return false; end if;
  insert into recording_steps (recording_id, step, key, status, params)
  values (p_recording, p_step, p_key, 'queued', coalesce(p_params, '{}'))
  on conflict (recording_id, step, key) do update
    set status = 'queued', params = coalesce(p_params, recording_steps.params), attempts = 0, error_code = null, error_message = null,
        -- A run that is under way has read what may be old by now, so it loses its lease.
        fence = recording_steps.fence + 1;
  perform f_queue_step(p_recording, p_step, p_key);
  return true;
end $$;

-- For the sweep: transcripts nobody has planned for, and runs that fell out of the queue. Answers how many.
create or replace function sp_queue_lost_steps(p_max integer) returns integer
language plpgsql
as $$
declare
  v_count integer := 0; v_row record;
begin
  for v_row in
    select r.id from recordings r
     where r.status = 'done' and r.forget_at is null and (r.planned_version is null or r.planned_version <> r.transcript_version)
       and not exists (select from graphile_worker.jobs j where j.key = 'plan-steps:' || r.id and j.attempts < j.max_attempts)
     limit p_max
  loop
    perform f_plan_steps(v_row.id);
    v_count := v_count + 1;
  end loop;
  for v_row in
    select s.recording_id, s.step, s.key from recording_steps s join recordings r on r.id = s.recording_id
     where s.status in ('queued', 'running') and r.status = 'done'
       and not exists (select from graphile_worker.jobs j
                        where j.key = 'run-step:' || s.recording_id || ':' || s.step || ':' || s.key and j.attempts < j.max_attempts)
     limit p_max
  loop
    perform f_queue_step(v_row.recording_id, v_row.step, v_row.key);
    v_count := v_count + 1;
  end loop;
  return v_count;
end $$;

-- Pages of the recording follow its steps.
create or replace function tg_step_notify() returns trigger
language plpgsql
as $$
begin
  perform pg_notify('steno_recording', json_build_object(
    'userId', r.user_id, 'recordingId', r.id, 'status', r.status, 'progressMs', r.progress_ms, 'totalMs', r.total_ms)::text)
    from recordings r where r.id = new.recording_id;
  return null;
end $$;

create or replace trigger step_notify after insert or update of status
on recording_steps for each row execute function tg_step_notify();
