-- Drafts: a finished recording transcribed once more, to be compared and taken or thrown away. Every function locks
-- the recording first, as everywhere. The audio was paid for when it first became text, so a draft costs nothing; its
-- place in the line is one of its owner's turns (functions/15-trigger-turns.sql).

-- Queues a draft. Returns null, or the reason why not: not_found, conflict (the recording is not done, or its audio is
-- not stored) or draft_exists. Its job goes on with the trace in which it was asked for, rather than with the upload's.
drop function if exists sp_begin_draft(uuid, uuid, text, text);
create or replace function sp_begin_draft(
  p_user uuid, p_recording uuid, p_language text, p_model text, p_traceparent text default null) returns text
language plpgsql
as $$
declare
  v_rec recordings;
begin
  select * into v_rec from recordings where id = p_recording and user_id = p_user for update;
  if not found then return 'not_found'; end if;
  if v_rec.status <> 'done' or v_rec.object_key is null then return 'conflict'; end if;
  if exists (select from transcript_drafts where recording_id = p_recording) then return 'draft_exists'; end if;
  if v_rec.meta ->> 'draftTraceparent' is distinct from p_traceparent then
    update recordings
       set meta = (meta - 'draftTraceparent') || jsonb_strip_nulls(jsonb_build_object('draftTraceparent', p_traceparent))
     where id = p_recording;
  end if;
  insert into transcript_drafts (recording_id, language, model_id, total_ms)
  values (p_recording, p_language, p_model, v_rec.duration_ms);
  return null;
end $$;

create or replace function tg_draft_turn() returns trigger
language plpgsql
as $$
begin
  if tg_op = 'DELETE' then perform graphile_worker.remove_job('transcribe-draft:' || old.id); end if;
  if tg_op <> 'UPDATE' or old.status <> new.status then
    -- None where the recording is going too; then the sweep passes the turn on.
    perform sp_release_turns(user_id) from recordings
      where id = case when tg_op = 'DELETE' then old.recording_id else new.recording_id end;
  end if;
  return null;
end $$;

create or replace trigger draft_turn after insert or delete or update of status
on transcript_drafts for each row execute function tg_draft_turn();

create or replace function f_queue_draft(
  p_draft uuid, p_priority integer, p_delay_ms integer default 0, p_outages integer default 0) returns void
language plpgsql
as $$
begin
  perform graphile_worker.add_job('transcribe-draft',
      f_recording_job(r.id, jsonb_build_object(
        'draftId', p_draft, 'outages', p_outages, 'traceparent', r.meta ->> 'draftTraceparent')),
      job_key := 'transcribe-draft:' || p_draft, max_attempts := 1000, priority := p_priority,
      run_at := clock_timestamp() + make_interval(secs => p_delay_ms / 1000.0))
    from transcript_drafts d join recordings r on r.id = d.recording_id where d.id = p_draft;
end $$;

-- Locks a draft and, before it, its recording. Null where it is gone.
create or replace function f_lock_draft(p_draft uuid) returns transcript_drafts
language plpgsql
as $$
declare
  v_draft transcript_drafts;
begin
  perform from recordings
    where id = (select recording_id from transcript_drafts where id = p_draft) for no key update;
  select * into v_draft from transcript_drafts where id = p_draft for update;
  return v_draft;
end $$;

-- Takes a queued draft, or one whose worker died, for a pool; p_is_held says that this pool is at work on it, so that
-- a claim whose answer was lost can be told from one that holds. The fence is null where there is nothing to do.
create or replace function sp_claim_draft(
  p_draft uuid, p_pool uuid, p_dead_ms integer, p_is_held boolean, out fence bigint, out is_takeover boolean)
language plpgsql
as $$
declare
  v_draft transcript_drafts := f_lock_draft(p_draft);
  v_is_orphan boolean;
begin
  is_takeover := v_draft.status = 'processing';
  v_is_orphan := is_takeover and not exists (
    select from worker_pools
     where id = v_draft.pool_id and heartbeat_at > clock_timestamp() - make_interval(secs => p_dead_ms / 1000.0));
  if v_draft.status = 'queued' or v_is_orphan or is_takeover and v_draft.pool_id = p_pool and not p_is_held then
    update transcript_drafts d
       set status = 'processing', pool_id = p_pool, fence = d.fence + 1, started_at = clock_timestamp(),
           setbacks = d.setbacks + v_is_orphan::int
     where d.id = p_draft returning d.fence into fence;
  end if;
end $$;

-- Settles which model writes; checkpoints of another are thrown away. Returns whether the lease is held, as those
-- below do.
create or replace function sp_settle_draft_model(p_draft uuid, p_fence bigint, p_model text) returns boolean
language plpgsql
as $$
declare
  v_draft transcript_drafts := f_lock_draft(p_draft);
begin
  if v_draft.status is distinct from 'processing' or v_draft.fence <> p_fence then return false; end if;
  if v_draft.used_model_id is distinct from p_model then
    delete from draft_windows where draft_id = p_draft;
    update transcript_drafts set used_model_id = p_model where id = p_draft;
  end if;
  return true;
end $$;

create or replace function sp_checkpoint_draft(
  p_draft uuid, p_fence bigint, p_idx integer, p_start_ms bigint, p_end_ms bigint, p_next_start_sample bigint,
  p_segments jsonb) returns boolean
language plpgsql
as $$
declare
  v_draft transcript_drafts := f_lock_draft(p_draft);
begin
  if v_draft.status is distinct from 'processing' or v_draft.fence <> p_fence then return false; end if;
  insert into draft_windows (draft_id, idx, start_ms, end_ms, next_start_sample, segments)
  values (p_draft, p_idx, p_start_ms, p_end_ms, p_next_start_sample, p_segments)
  on conflict (draft_id, idx) do nothing;
  if v_draft.setbacks > 0 then update transcript_drafts set setbacks = 0 where id = p_draft; end if;
  return true;
end $$;

-- Answers as sp_complete_recording does.
create or replace function sp_complete_draft(
  p_draft uuid, p_fence bigint, p_segments jsonb, p_model text, p_language text) returns text
language plpgsql
as $$
declare
  v_draft transcript_drafts := f_lock_draft(p_draft);
begin
  if v_draft.id is null then return 'not_found'; end if;
  if v_draft.status = 'done' then return 'already_completed'; end if;
  if v_draft.status <> 'processing' or v_draft.fence <> p_fence then return 'lost_lease'; end if;
  delete from draft_windows where draft_id = p_draft;
  update transcript_drafts
     set status = 'done', segments = p_segments, used_model_id = p_model, detected_language = p_language,
         pool_id = null, progress_ms = coalesce(total_ms, progress_ms)
   where id = p_draft;
  return 'completed';
end $$;

-- Gives a draft back to the queue: after an error that may pass, which is a setback, or for no fault of its own. The
-- turn is kept.
create or replace function sp_requeue_draft(
  p_draft uuid, p_fence bigint, p_delay_ms integer, p_is_setback boolean, p_outages integer) returns boolean
language plpgsql
as $$
declare
  v_draft transcript_drafts := f_lock_draft(p_draft);
begin
  if v_draft.status is distinct from 'processing' or v_draft.fence <> p_fence then return false; end if;
  update transcript_drafts
     set status = 'queued', pool_id = null, setbacks = setbacks + p_is_setback::int where id = p_draft;
  perform f_queue_draft(p_draft, p.job_priority, p_delay_ms, p_outages)
     from recordings r join user_subscriptions s on s.user_id = r.user_id join plans p on p.id = s.plan_id
    where r.id = v_draft.recording_id;
  return true;
end $$;

-- Its owner sees why, and may throw it away and begin another: there is no dead letter, since nothing is missing.
create or replace function sp_fail_draft(
  p_draft uuid, p_fence bigint, p_code text, p_message text, p_params jsonb) returns boolean
language plpgsql
as $$
declare
  v_draft transcript_drafts := f_lock_draft(p_draft);
begin
  if v_draft.status is distinct from 'processing' or v_draft.fence <> p_fence then return false; end if;
  update transcript_drafts
     set status = 'failed', pool_id = null, error_code = p_code, error_message = p_message, error_params = p_params
   where id = p_draft;
  return true;
end $$;

-- Changes with every correction of a transcript.
create or replace function f_transcript_print(p_recording uuid) returns text
language sql stable
as $$
  select md5(coalesce(string_agg(id || ' ' || text, chr(10) order by idx), ''))
    from segments where recording_id = p_recording
$$;

-- Puts the draft in place of the transcript with that print, all at once. Answers accepted; changed, where somebody has
-- corrected the transcript since it was compared; or not_found.
create or replace function sp_accept_draft(p_user uuid, p_recording uuid, p_draft uuid, p_print text) returns text
language plpgsql
as $$
declare
  v_draft transcript_drafts;
begin
  perform from recordings where id = p_recording and user_id = p_user for update;
  if not found then return 'not_found'; end if;
  select * into v_draft from transcript_drafts
   where id = p_draft and recording_id = p_recording and status = 'done' for update;
  if not found then return 'not_found'; end if;
  -- A correction under way ends first, and is seen.
  perform from segments where recording_id = p_recording order by id for update;
  if f_transcript_print(p_recording) <> p_print then return 'changed'; end if;
  delete from segments where recording_id = p_recording;
  delete from transcript_chunks where recording_id = p_recording;
  insert into segments (recording_id, idx, start_ms, end_ms, text, words, speaker, confidence)
  select p_recording, (s.ordinality - 1)::int, (s.value->>'startMs')::bigint, (s.value->>'endMs')::bigint,
         s.value->>'text', nullif(s.value->'words', 'null'::jsonb), s.value->>'speaker', (s.value->>'confidence')::real
    from jsonb_array_elements(v_draft.segments) with ordinality s;
  update recordings
     set language = v_draft.language, model_id = v_draft.model_id, used_model_id = v_draft.used_model_id,
         detected_language = v_draft.detected_language
   where id = p_recording;
  delete from transcript_drafts where id = p_draft;
  return 'accepted';
end $$;

-- At any moment, also while it is being worked on. Returns whether there was one.
create or replace function sp_discard_draft(p_user uuid, p_recording uuid, p_draft uuid) returns boolean
language plpgsql
as $$
begin
  perform from recordings where id = p_recording and user_id = p_user for update;
  if not found then return false; end if;
  delete from transcript_drafts where id = p_draft and recording_id = p_recording;
  return found;
end $$;

-- For the sweep: drafts whose turn has come, or whose worker died, without any job that would get to them. Returns how
-- many.
create or replace function sp_queue_lost_drafts() returns integer
language plpgsql
as $$
declare
  v_lost uuid; v_count int := 0;
begin
  for v_lost in
    select d.id from transcript_drafts d
     where (d.status = 'queued' and d.released_at is not null
            or d.status = 'processing' and not exists (select from worker_pools p where p.id = d.pool_id))
       and not exists (select from graphile_worker.jobs j
                        where j.key = 'transcribe-draft:' || d.id and j.attempts < j.max_attempts)
  loop
    perform f_queue_draft(v_lost, 0);
    v_count := v_count + 1;
  end loop;
  return v_count;
end $$;
