-- Stores one finished window, if the writer still holds the lease. Returns whether it does. A finished window is progress,
-- so it clears the setbacks: a worker that is killed again and again may still finish a long file. From here on its text can be
-- read, so it is progress that stays charged (functions/10-trigger-recording-step.sql), whether the worker tells of it or not.
create or replace function sp_checkpoint_window(
  p_recording uuid, p_fence bigint, p_idx integer, p_start_ms bigint, p_end_ms bigint, p_next_start_sample bigint,
  p_segments jsonb) returns boolean
language plpgsql
as $$
begin
  -- Not a shared lock: two windows checkpointed at once would both hold it and both wait to clear the setbacks.
  perform from recordings where id = p_recording and fence = p_fence and status = 'processing' for no key update;
  if not found then return false; end if;
  insert into recording_windows (recording_id, idx, start_ms, end_ms, next_start_sample, segments)
  values (p_recording, p_idx, p_start_ms, p_end_ms, p_next_start_sample, p_segments)
  on conflict (recording_id, idx) do nothing;
  update recordings set setbacks = 0 where id = p_recording and setbacks > 0;
  update recordings
     set progress_ms = p_end_ms, total_ms = case when total_ms is not null then greatest(total_ms, p_end_ms) end
   where id = p_recording and progress_ms < p_end_ms;
  return true;
end $$;
