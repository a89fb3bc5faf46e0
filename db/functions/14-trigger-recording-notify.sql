-- Tells listening processes that a recording changed. Writers keep progress updates rare (limits.progressNotifyMsMin),
-- because NOTIFY takes a database-wide lock at commit.
create or replace function tg_recording_notify() returns trigger
language plpgsql
as $$
declare
  v_row recordings := case when tg_op = 'DELETE' then old else new end;
begin
  perform pg_notify('steno_recording', json_build_object(
    'userId', v_row.user_id, 'recordingId', v_row.id, 'status', case when tg_op = 'DELETE' then 'deleted' else v_row.status end,
    'progressMs', v_row.progress_ms, 'totalMs', v_row.total_ms)::text);
  return null;
end $$;

create or replace trigger recording_notify after insert or delete or update of status, progress_ms, title
on recordings for each row execute function tg_recording_notify();
