-- Takes the audio of one batch of finished recordings whose owner's plan keeps audio for a shorter time than transcripts;
-- the transcript stays. Kept ones are spared. The objects follow through the outbox. Call it until it returns nothing.
create or replace function sp_cleanup_old_audio(p_batch_size integer default 500) returns table (recording_id uuid)
language plpgsql
as $$
begin
  -- One cleaner at a time, as in sp_cleanup_old_recordings.
  perform pg_advisory_xact_lock(hashtext('steno:cleanup'));
  return query
  with old as (
    select r.id from recordings r
     where r.status = 'done' and r.object_key is not null and not r.kept
       -- What no plan would take is not looked at.
       and r.created_at < now() - make_interval(days => (select min(audio_retention_days) from plans))
       and r.created_at < now() - make_interval(days => (
             select p.audio_retention_days from user_subscriptions s join plans p on p.id = s.plan_id where s.user_id = r.user_id))
       -- Somebody waits for a better transcript of it.
       and not exists (select from transcript_drafts d where d.recording_id = r.id and d.status in ('queued', 'processing'))
     order by r.created_at
     limit p_batch_size
       for update of r skip locked)
  update recordings u
     set object_key = null, playback_key = null, playback_type = null, bytes = null, audio_expired_at = clock_timestamp()
    from old where u.id = old.id
  returning u.id;
end $$;
