-- Live sessions. The recording's row is locked first, as everywhere, and its fence says who may write: every connection to a
-- session raises it (server/SPEC.md 2.4). Outcomes of writers: ok, superseded (a newer connection has it), over (it has ended), or
-- not_found.

-- Begins a session if the owner's plan has room and fewer than p_open_max connections of theirs were heard of in the last minute.
-- Asked again for the same take, it takes over the session that there is.
drop function if exists sp_start_live(uuid, text, text, text, integer);
drop function if exists sp_start_live(uuid, text, text, text, integer, uuid);
create or replace function sp_start_live(
  p_user uuid, p_language text, p_model text, p_title text, p_open_max integer, p_take uuid default null, p_meta jsonb default '{}',
  out recording_id uuid, out reason text, out fence bigint)
language plpgsql
as $$
declare
  v_open int;
begin
  -- Takes the subscription's lock, so that two at once cannot both take the last place.
  perform sp_roll_cycle(p_user);
  if p_take is not null then
    select l.recording_id into recording_id from live_sessions l join recordings r on r.id = l.recording_id
     where l.take = p_take and r.user_id = p_user;
    if found then
      select a.fence into fence from sp_attach_live(p_user, recording_id, null, p_take) a;
      return;
    end if;
  end if;
  fence := 1;
  select count(*) into v_open from live_sessions l join recordings r on r.id = l.recording_id
   where r.user_id = p_user and l.ended_at is null and l.attached_at is not null
     and l.touched_at > clock_timestamp() - interval '1 minute';
  if v_open >= p_open_max then reason := 'live_sessions_max'; return; end if;
  select c.recording_id, c.reason into recording_id, reason
    from sp_check_quota_and_create_recording(p_user, 'realtime', p_language, p_meta) c;
  if reason is not null then return; end if;
  update recordings set title = p_title, model_id = p_model, fence = 1 where id = recording_id;
  insert into live_sessions (recording_id, touched_at, attached_at, take)
  values (recording_id, clock_timestamp(), clock_timestamp(), p_take);
end $$;

-- Takes a session over for a new connection; p_user null is the server itself, which finishes what nobody came back to for
-- p_untouched_ms. Answers the new fence; null where there is no such session of that user, or somebody came back. One that has
-- ended, or that its owner has asked to end, keeps its fence. take_seq is the first number of p_take's own counting that is not stored: the session's next one, unless
-- another take has spoken since p_take did.
drop function if exists sp_attach_live(uuid, uuid);
drop function if exists sp_attach_live(uuid, uuid, bigint);
create or replace function sp_attach_live(
  p_user uuid, p_recording uuid, p_untouched_ms bigint default null, p_take uuid default null,
  out fence bigint, out take_seq bigint)
language plpgsql
as $$
declare
  v_rec recordings; v_live live_sessions;
begin
  select * into v_rec from recordings
   where id = p_recording and source = 'realtime' and (p_user is null or user_id = p_user) for update;
  if not found then return; end if;
  -- A ticket may outlive the right to speak.
  if p_user is not null and not exists (select from users where id = p_user and status = 'active') then return; end if;
  fence := v_rec.fence;
  if v_rec.status <> 'processing' then return; end if;
  if p_user is null and not exists (
      select from live_sessions where recording_id = p_recording
         and touched_at < clock_timestamp() - make_interval(secs => p_untouched_ms / 1000.0)) then
    fence := null;
    return;
  end if;
  select * into v_live from live_sessions where recording_id = p_recording for update;
  -- Its owner has ended it from elsewhere: whoever spoke and comes back by itself must not undo that.
  if p_user is not null and v_live.end_reason is not null then return; end if;
  fence := v_rec.fence + 1;
  update recordings r set fence = v_rec.fence + 1 where r.id = p_recording;
  take_seq := v_live.next_seq;
  if p_take is not null and v_live.take is distinct from p_take then
    take_seq := coalesce((v_live.former_takes ->> p_take::text)::bigint, v_live.next_seq);
    if v_live.take is not null then
      v_live.former_takes := v_live.former_takes || jsonb_build_object(v_live.take, v_live.next_seq);
    end if;
    v_live.take := p_take;
  end if;
  update live_sessions
     set attached_at = clock_timestamp(), touched_at = clock_timestamp(), take = v_live.take,
         former_takes = v_live.former_takes
   where recording_id = p_recording;
  perform pg_notify('steno_live', json_build_object(
    'type', 'attached', 'sessionId', p_recording, 'fence', v_rec.fence + 1)::text);
end $$;

-- Lets go of sessions into which nothing was ever said, and that nobody has touched for so long: the answer to their start was lost.
-- Only those with a take, whose client would begin it anew. Returns how many.
create or replace function sp_drop_empty_live(p_untouched_ms bigint) returns integer
language plpgsql
as $$
declare
  v_ids uuid[];
begin
  select array_agg(id) into v_ids from (
    select r.id from recordings r join live_sessions l on l.recording_id = r.id
     where l.ended_at is null and l.samples = 0 and l.take is not null and r.status = 'processing'
       and l.touched_at < clock_timestamp() - make_interval(secs => p_untouched_ms / 1000.0)
       for update of r skip locked) empty;
  update recordings set counted = false where id = any (v_ids);
  delete from recordings where id = any (v_ids);
  return coalesce(array_length(v_ids, 1), 0);
end $$;

-- Stores a piece of audio (p_samples of them under p_key; none where p_samples is 0) and the segments that are settled, and charges
-- what was spoken, all at once. left_ms is what the plan still holds, null where it sets no limit.
drop function if exists sp_advance_live(uuid, bigint, text, integer, bigint, jsonb, bigint, integer);
create or replace function sp_advance_live(
  p_recording uuid, p_fence bigint, p_key text, p_samples integer, p_next_seq bigint, p_segments jsonb, p_cut bigint,
  p_next_segment integer, out outcome text, out left_ms bigint)
language plpgsql
as $$
declare
  v_rec recordings; v_live live_sessions; v_sub user_subscriptions; v_minutes integer; v_ms bigint;
begin
  select * into v_rec from recordings where id = p_recording for update;
  outcome := f_live_outcome(v_rec, p_fence);
  if outcome <> 'ok' then return; end if;
  select * into v_live from live_sessions where recording_id = p_recording for update;
  -- A write whose answer was lost comes once more; its numbers say so.
  if p_next_seq <= v_live.next_seq then p_samples := 0; end if;
  if p_samples > 0 then
    insert into live_pieces (recording_id, idx, object_key, start_sample, samples)
    values (p_recording, v_live.next_piece, p_key, v_live.samples, p_samples);
  end if;
  update live_sessions
     set samples = samples + p_samples, next_piece = next_piece + (p_samples > 0)::int, next_seq = greatest(next_seq, p_next_seq),
         cut_sample = greatest(cut_sample, least(p_cut, samples + p_samples)), next_segment = greatest(next_segment, p_next_segment),
         touched_at = clock_timestamp()
   where recording_id = p_recording returning * into v_live;
  insert into segments (recording_id, idx, start_ms, end_ms, text, words, confidence)
  select p_recording, (s->>'id')::int, (s->>'startMs')::bigint, (s->>'endMs')::bigint, s->>'text',
         nullif(s->'words', 'null'::jsonb), (s->>'confidence')::real
    from jsonb_array_elements(p_segments) s
  on conflict (recording_id, idx) do nothing;
  v_sub := sp_roll_cycle(v_rec.user_id);
  v_ms := (v_live.samples + 15) / 16;
  if p_samples > 0 then
    update recordings
       set charged_ms = v_ms, charged_cycle = coalesce(v_sub.cycle_start, charged_cycle), duration_ms = v_ms
     where id = p_recording;
  end if;
  select p.monthly_minutes, s.used_ms into v_minutes, v_sub.used_ms
    from user_subscriptions s join plans p on p.id = s.plan_id where s.user_id = v_rec.user_id;
  -- `greatest` passes over nulls, and a plan without a limit has none left to tell.
  left_ms := case when v_minutes is not null then greatest(0, v_minutes::bigint * 60000 - v_sub.used_ms) end;
  if v_live.viewer_token_hash is not null and jsonb_array_length(p_segments) > 0 then
    perform pg_notify('steno_live', json_build_object(
      'type', 'segments', 'sessionId', p_recording, 'from', p_segments->0->'id')::text);
  end if;
end $$;

create or replace function f_live_outcome(p_rec recordings, p_fence bigint) returns text
language sql immutable
as $$
  select case when p_rec.id is null then 'not_found' when p_rec.status <> 'processing' then 'over'
              when p_rec.fence <> p_fence then 'superseded' else 'ok' end
$$;

-- Says of many sessions at once that their connections live; answers those that may not be written to any more, and why.
drop function if exists sp_touch_live(uuid[], bigint[]);
create or replace function sp_touch_live(p_recordings uuid[], p_fences bigint[], p_holder text default null)
returns table (recording_id uuid, outcome text)
language sql
as $$
  with held as (select h.id, h.fence from unnest(p_recordings, p_fences) as h (id, fence)),
  touched as (
    update live_sessions l set touched_at = clock_timestamp(), held_by = coalesce(p_holder, l.held_by) from held h join recordings r on r.id = h.id
     where l.recording_id = h.id and r.fence = h.fence and r.status = 'processing'
       -- Of a row that it had to wait for, PostgreSQL looks at this again, and not at the fence, which is another row's.
       and l.end_reason is null)
  select h.id, f_live_outcome(r, h.fence) from held h left join recordings r on r.id = h.id
   where f_live_outcome(r, h.fence) <> 'ok'
$$;

-- Says that the connection has gone; the session stays open for another one.
create or replace function sp_detach_live(p_recording uuid, p_fence bigint) returns void
language sql
as $$
  with own as (
    select id from recordings where id = p_recording and fence = p_fence and status = 'processing' for update)
  update live_sessions l set attached_at = null, touched_at = clock_timestamp() from own where l.recording_id = own.id
$$;

-- Ends a session: the recording is done, and a job joins its pieces. One in which nothing was said leaves no recording (empty):
-- no sound, or, where its speaker stopped it, no words and no more sound than p_nothing_ms, which a microphone gives before
-- anybody speaks; nor does one that its owner wanted not to be stored, though what it cost stays charged. Run again, it answers over.
-- SPEC 2.9, 3.7, 5.3.
drop function if exists sp_end_live(uuid, bigint, text, text, text);
create or replace function sp_end_live(
  p_recording uuid, p_fence bigint, p_reason text, p_model text, p_language text, p_nothing_ms integer) returns text
language plpgsql
as $$
declare
  v_rec recordings; v_live live_sessions; v_outcome text; v_ms bigint;
begin
  select * into v_rec from recordings where id = p_recording for update;
  v_outcome := f_live_outcome(v_rec, p_fence);
  if v_outcome <> 'ok' then return v_outcome; end if;
  select * into v_live from live_sessions where recording_id = p_recording;
  if v_rec.keep_none and v_live.samples > 0 then
    delete from recordings where id = p_recording;
    return 'empty';
  end if;
  if v_live.samples = 0 or (p_reason = 'stopped' and v_live.samples <= p_nothing_ms * 16
      and not exists (select from segments where recording_id = p_recording)) then
    update recordings set counted = false, charged_ms = 0 where id = p_recording;
    delete from recordings where id = p_recording;
    return 'empty';
  end if;
  v_ms := (v_live.samples + 15) / 16;
  update live_sessions
     set ended_at = clock_timestamp(), end_reason = p_reason, attached_at = null, cut_sample = samples
   where recording_id = p_recording;
  update recordings
     set status = 'done', duration_ms = v_ms, progress_ms = v_ms, total_ms = v_ms, used_model_id = p_model,
         detected_language = p_language
   where id = p_recording;
  perform graphile_worker.add_job('join-live', f_recording_job(p_recording),
    job_key := 'join-live:' || p_recording, max_attempts := 25);
  if v_live.viewer_token_hash is not null then
    perform pg_notify('steno_live', json_build_object('type', 'ended', 'sessionId', p_recording, 'reason', p_reason)::text);
  end if;
  return 'ok';
end $$;

-- For an owner who ends a session from elsewhere: whoever holds it loses it, and the next look for abandoned ones finds it. How it
-- ends is settled with that, though it has not ended: end_reason without ended_at.
create or replace function sp_release_live(p_user uuid, p_recording uuid) returns boolean
language plpgsql
as $$
begin
  perform from recordings
    where id = p_recording and user_id = p_user and source = 'realtime' and status = 'processing' for update;
  if not found then return false; end if;
  update recordings set fence = fence + 1 where id = p_recording;
  update live_sessions set attached_at = null, touched_at = '-infinity', end_reason = 'stopped' where recording_id = p_recording;
  perform pg_notify('steno_live', json_build_object('type', 'released', 'sessionId', p_recording)::text);
  return true;
end $$;

-- Pieces leave through the outbox, as all audio does (functions/13-trigger-object-outbox.sql).
create or replace function tg_discard_live_piece() returns trigger
language plpgsql
as $$
begin
  perform f_discard_object(old.object_key);
  return null;
end $$;

create or replace trigger live_piece_objects after delete on live_pieces
for each row execute function tg_discard_live_piece();

-- Whoever watches a session that is deleted is shut out at once (server/SPEC.md 7.4).
create or replace function tg_live_session_gone() returns trigger
language plpgsql
as $$
begin
  if old.viewer_token_hash is not null then
    perform pg_notify('steno_live', json_build_object('type', 'revoked', 'sessionId', old.recording_id)::text);
  end if;
  return null;
end $$;

create or replace trigger live_session_gone after delete on live_sessions
for each row execute function tg_live_session_gone();
