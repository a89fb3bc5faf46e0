-- The joined audio of an ended live session takes the place of its pieces, whose objects follow through the outbox.
-- Answers joined; already_joined, for another run that was first, with the same audio under the same key; or
-- not_found.
drop function if exists sp_keep_joined_live(uuid, text, text, text, bigint, text);
create or replace function sp_keep_joined_live(
  p_recording uuid, p_key text, p_media_type text, p_file_name text, p_bytes bigint, p_sha256 text,
  p_lost_ms integer default 0) returns text
language plpgsql
as $$
declare
  v_rec recordings;
begin
  select * into v_rec from recordings where id = p_recording and source = 'realtime' and status = 'done' for update;
  if not found then return 'not_found'; end if;
  if v_rec.object_key is not null then return 'already_joined'; end if;
  update recordings
     set object_key = p_key, media_type = p_media_type, file_name = p_file_name, bytes = p_bytes, sha256 = p_sha256,
         -- Silence stands in its place, and the owner is told.
         meta = case when p_lost_ms > 0 then meta || jsonb_build_object('lostAudioMs', p_lost_ms) else meta end
   where id = p_recording;
  delete from live_pieces where recording_id = p_recording;
  return 'joined';
end $$;

-- For the sweep: ended sessions whose pieces no job would join get one, as sp_end_live queues it. Returns how many.
create or replace function sp_queue_lost_joins() returns integer
language sql
as $$
  select count((graphile_worker.add_job('join-live', f_recording_job(r.id),
           job_key := 'join-live:' || r.id, max_attempts := 25)).id)::int
    from recordings r
   where r.source = 'realtime' and r.status = 'done' and r.object_key is null
     and exists (select from live_pieces p where p.recording_id = r.id)
     and not exists (select from graphile_worker.jobs j
                      where j.key = 'join-live:' || r.id and j.attempts < j.max_attempts)
$$;
