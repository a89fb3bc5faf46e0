-- Users take turns. A queued recording becomes a job only when its owner has a turn free (plans.parallel_jobs), and
-- jobs run in the order in which they were released. So one user's hundred files put a few jobs in line, the next one
-- joining at the back as each finishes, and another user's single file waits for those few at most. Drafts of further
-- transcripts (functions/42-sp-drafts.sql) take the same turns, after the recordings of their owner that have no
-- transcript yet.

-- Makes the job of a recording that has a turn, or changes the one that it has. What somebody waits for is a task of its own,
-- which workers have hands for that are never busy with anything else.
create or replace function f_queue_transcription(
  p_recording uuid, p_delay_ms integer default 0, p_outages integer default 0) returns void
language plpgsql
as $$
begin
  perform graphile_worker.add_job(case when r.awaited then 'transcribe-awaited' else 'transcribe' end,
      f_recording_job(r.id, jsonb_build_object('outages', p_outages)), job_key := 'transcribe:' || r.id, max_attempts := 1000,
      priority := p.job_priority, run_at := clock_timestamp() + make_interval(secs => p_delay_ms / 1000.0))
    from recordings r join user_subscriptions s on s.user_id = r.user_id join plans p on p.id = s.plan_id
   where r.id = p_recording;
end $$;

-- Recordings that somebody waits for with a request open have as many turns of their own: neither their owner's hundred
-- files nor anybody else's are before them, and a hundred such requests of one user still take turns with another's.
create or replace function sp_release_turns(p_user uuid) returns integer
language plpgsql
as $$
declare
  v_turns int; v_free int; v_awaited boolean; v_priority int; v_recording uuid; v_draft uuid; v_released int := 0;
begin
  -- Everything that needs both locks a recording first and its owner's subscription second.
  perform from user_subscriptions where user_id = p_user for update;
  select p.parallel_jobs, p.job_priority into v_turns, v_priority
    from user_subscriptions s join plans p on p.id = s.plan_id where s.user_id = p_user;
  foreach v_awaited in array array[true, false] loop
    select v_turns - count(*) into v_free from recordings r
     where r.user_id = p_user and r.status in ('queued', 'processing') and r.source = 'upload'
       and r.released_at is not null and r.awaited = v_awaited;
    if not v_awaited then
      select v_free - count(*) into v_free from transcript_drafts d join recordings r on r.id = d.recording_id
       where r.user_id = p_user and d.status in ('queued', 'processing') and d.released_at is not null;
    end if;
    while v_free > 0 loop
      -- A row that somebody else has locked is passed over rather than waited for, which could be a deadlock; the
      -- worker's sweep calls this function again soon.
      select id into v_recording from recordings
       where user_id = p_user and status = 'queued' and source = 'upload' and released_at is null and awaited = v_awaited
       order by queued_at, id limit 1 for update skip locked;
      exit when v_recording is null;
      update recordings set released_at = clock_timestamp() where id = v_recording;
      perform f_queue_transcription(v_recording);
      v_free := v_free - 1;
      v_released := v_released + 1;
    end loop;
  end loop;
  while v_free > 0 loop
    select d.id into v_draft from transcript_drafts d join recordings r on r.id = d.recording_id
     where r.user_id = p_user and d.status = 'queued' and d.released_at is null
     order by d.created_at, d.id limit 1 for update of d skip locked;
    exit when v_draft is null;
    update transcript_drafts set released_at = clock_timestamp() where id = v_draft;
    perform f_queue_draft(v_draft, v_priority);
    v_free := v_free - 1;
    v_released := v_released + 1;
  end loop;
  return v_released;
end $$;

create or replace function tg_recording_turn() returns trigger
language plpgsql
as $$
begin
  if tg_op = 'DELETE' then
    if old.status in ('queued', 'processing') then
      perform graphile_worker.remove_job('transcribe:' || old.id);
      perform sp_release_turns(old.user_id);
    end if;
  elsif old.status <> new.status then
    if new.status in ('failed', 'cancelled') then perform graphile_worker.remove_job('transcribe:' || new.id); end if;
    if new.status in ('queued', 'done', 'failed', 'cancelled') then perform sp_release_turns(new.user_id); end if;
  end if;
  return null;
end $$;

create or replace trigger recording_turn after delete or update of status
on recordings for each row execute function tg_recording_turn();

-- For the sweep: whoever has something waiting and a turn free gets going. It holds the locks of several users at
-- once, as a batch of deletions does, so it waits for none: whoever is busy is seen to the next time.
create or replace function sp_release_waiting() returns integer
language plpgsql
as $$
declare
  v_user uuid; v_released int := 0;
begin
  for v_user in
    select user_id from recordings where status = 'queued' and released_at is null and source = 'upload'
     union
    select r.user_id from transcript_drafts d join recordings r on r.id = d.recording_id
     where d.status = 'queued' and d.released_at is null
  loop
    perform from user_subscriptions where user_id = v_user for update skip locked;
    if found then v_released := v_released + sp_release_turns(v_user); end if;
  end loop;
  return v_released;
end $$;
