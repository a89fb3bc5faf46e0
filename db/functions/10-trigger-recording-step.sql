-- The status of a recording is a state machine; the database refuses every step that is not listed here.
--
--   uploading ─> queued ─> processing ─> done
--        └────────┴──────────┴──> failed | cancelled ─> queued (tried again)
--                    processing ─> queued (given back to the queue)
create or replace function f_recording_step_allowed(p_from text, p_to text) returns boolean
language sql immutable
as $$
  select (p_from, p_to) in (
    ('uploading', 'queued'), ('uploading', 'failed'), ('uploading', 'cancelled'),
    ('queued', 'processing'), ('queued', 'failed'), ('queued', 'cancelled'),
    ('processing', 'queued'), ('processing', 'done'), ('processing', 'failed'), ('processing', 'cancelled'),
    ('failed', 'queued'), ('cancelled', 'queued'))
$$;

create or replace function tg_recording_step() returns trigger
language plpgsql
as $$
begin
  if tg_op = 'INSERT' then
    if not (new.source = 'upload' and new.status = 'uploading' or new.source = 'realtime' and new.status = 'processing') then
      raise exception 'a recording from % cannot begin as %', new.source, new.status using errcode = 'SN001';
    end if;
    if new.status = 'processing' then new.started_at := clock_timestamp(); end if;
    return new;
  end if;
  if new.status = old.status then return new; end if;
  if not f_recording_step_allowed(old.status, new.status) then
    raise exception 'a recording cannot go from % to %', old.status, new.status using errcode = 'SN001';
  end if;
  if new.status = 'queued' then
    new.queued_at := clock_timestamp();
    if old.status <> 'processing' then new.released_at := null; end if;
  end if;
  if new.status = 'processing' then new.started_at := clock_timestamp(); end if;
  if new.status <> 'processing' then new.pool_id := null; end if;
  if new.status in ('done', 'failed', 'cancelled') then new.completed_at := clock_timestamp(); else new.completed_at := null; end if;
  -- Work that fails costs nothing; of what is cancelled, what was recognised stays charged, since it could be read. Spoken minutes of
  -- a live session were given and stay charged.
  if new.status = 'failed' and new.source = 'upload' then
    new.counted := false;
    new.charged_ms := 0;
  elsif new.status = 'cancelled' and new.source = 'upload' then
    new.counted := new.counted and new.progress_ms > 0;
    new.charged_ms := least(new.charged_ms, new.progress_ms);
  end if;
  return new;
end $$;

create or replace trigger recording_step before insert or update on recordings
for each row execute function tg_recording_step();
