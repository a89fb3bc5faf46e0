-- Keeps user_stats equal to a scan of the user's recordings. The order of locks everywhere is recording, subscription, counters,
-- user (foreign keys take that one), so this takes the subscription before the counters: triggers fire in the order of their
-- names, and the quota's functions, which hold the subscription already, would otherwise meet this one the other way round.
create or replace function f_add_stats(
  p_user uuid, p_total integer, p_done integer, p_failed integer, p_audio_ms bigint, p_bytes bigint) returns void
language plpgsql
as $$
begin
  if (p_total, p_done, p_failed, p_audio_ms, p_bytes) = (0, 0, 0, 0::bigint, 0::bigint) then return; end if;
  perform from user_subscriptions where user_id = p_user for no key update;
  update user_stats
     set recordings_total = recordings_total + p_total, recordings_done = recordings_done + p_done,
         recordings_failed = recordings_failed + p_failed, audio_ms_done = audio_ms_done + p_audio_ms,
         stored_bytes = stored_bytes + p_bytes
   where user_id = p_user;
end $$;

create or replace function tg_recording_stats() returns trigger
language plpgsql
as $$
declare
  v_total int := 0; v_done int := 0; v_failed int := 0; v_audio bigint := 0; v_bytes bigint := 0;
begin
  if tg_op <> 'DELETE' then
    v_total := 1;
    v_done := (new.status = 'done')::int;
    v_failed := (new.status = 'failed')::int;
    v_audio := case when new.status = 'done' then coalesce(new.duration_ms, 0) else 0 end;
    v_bytes := coalesce(new.bytes, 0);
  end if;
  if tg_op <> 'INSERT' then
    v_total := v_total - 1;
    v_done := v_done - (old.status = 'done')::int;
    v_failed := v_failed - (old.status = 'failed')::int;
    v_audio := v_audio - case when old.status = 'done' then coalesce(old.duration_ms, 0) else 0 end;
    v_bytes := v_bytes - coalesce(old.bytes, 0);
  end if;
  perform f_add_stats(case when tg_op = 'DELETE' then old.user_id else new.user_id end,
    v_total, v_done, v_failed, v_audio, v_bytes);
  return null;
end $$;

create or replace trigger recording_stats after insert or delete or update of status, duration_ms, bytes
on recordings for each row execute function tg_recording_stats();
