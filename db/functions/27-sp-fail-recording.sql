-- Marks a recording failed and writes the dead letter, where there is one to write, in a transaction of the caller's own
-- making: never inside the one that failed. Its count and seconds go back by the trigger. Returns whether the caller still
-- held the lease.
create or replace function sp_fail_recording(
  p_recording uuid, p_fence bigint, p_code text, p_message text, p_params jsonb default '{}') returns boolean
language plpgsql
as $$
declare
  v_rec recordings;
begin
  select * into v_rec from recordings where id = p_recording for update;
  if not found or v_rec.status not in ('uploading', 'queued', 'processing') or v_rec.fence <> p_fence then return false; end if;
  update recordings
     set status = 'failed', error_code = p_code, error_message = p_message, error_params = p_params
   where id = p_recording;
  -- Uploads refused at the door, what the plan has no room for, and files that are no recordings are the user's to mend, not the
  -- administrator's; what is not to be stored nobody can mend.
  if v_rec.status <> 'uploading' and v_rec.forget_at is null and not v_rec.keep_none
     and p_code not in ('minutes_used_up', 'recordings_used_up', 'no_subscription', 'media_empty', 'media_not_recognised', 'media_no_audio',
                        'media_truncated', 'media_too_long', 'media_too_costly') then
    insert into job_failures (task, recording_id, error_code, message, setbacks)
    values ('transcribe', p_recording, p_code, p_message, v_rec.setbacks);
  end if;
  return true;
end $$;

-- Gives a recording back to the queue after an error that may pass, to be tried again after a while. The turn is kept.
create or replace function sp_postpone_recording(p_recording uuid, p_fence bigint, p_delay_ms integer) returns boolean
language plpgsql
as $$
declare
  v_rec recordings;
begin
  select * into v_rec from recordings where id = p_recording for update;
  if not found or v_rec.status <> 'processing' or v_rec.fence <> p_fence then return false; end if;
  update recordings set status = 'queued', setbacks = setbacks + 1 where id = p_recording;
  perform f_queue_transcription(p_recording, p_delay_ms);
  return true;
end $$;
