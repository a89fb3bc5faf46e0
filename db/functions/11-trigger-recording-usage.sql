-- Keeps user_subscriptions.usage_count and used_ms equal to what the recordings of the current cycle say. A recording that
-- belongs to an earlier cycle changes nothing: that cycle has been closed.
create or replace function f_add_usage(p_user uuid, p_cycle timestamptz, p_count integer, p_ms bigint) returns void
language sql
as $$
  update user_subscriptions
     set usage_count = greatest(0, usage_count + p_count), used_ms = greatest(0, used_ms + p_ms)
   where user_id = p_user and cycle_start = p_cycle and (p_count <> 0 or p_ms <> 0)
$$;

create or replace function tg_recording_usage() returns trigger
language plpgsql
as $$
begin
  if tg_op = 'INSERT' then
    perform f_add_usage(new.user_id, new.charged_cycle, new.counted::int, new.charged_ms);
  elsif tg_op = 'DELETE' then
    -- Deleting finished work gives nothing back; deleting unfinished work is a cancellation: what was recognised stays charged.
    if old.source = 'upload' and old.status in ('uploading', 'queued', 'processing') then
      perform f_add_usage(old.user_id, old.charged_cycle,
        -(old.counted and old.progress_ms = 0)::int, -greatest(0, old.charged_ms - old.progress_ms));
    end if;
  elsif old.charged_cycle is distinct from new.charged_cycle then
    perform f_add_usage(old.user_id, old.charged_cycle, -old.counted::int, -old.charged_ms);
    perform f_add_usage(new.user_id, new.charged_cycle, new.counted::int, new.charged_ms);
  else
    perform f_add_usage(new.user_id, new.charged_cycle,
      new.counted::int - old.counted::int, new.charged_ms - old.charged_ms);
  end if;
  return null;
end $$;

create or replace trigger recording_usage after insert or delete or update of status, counted, charged_ms, charged_cycle
on recordings for each row execute function tg_recording_usage();
