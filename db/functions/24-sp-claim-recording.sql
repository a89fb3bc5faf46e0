-- Takes a queued recording, or one whose worker died, for a pool. Returns the fence that every later write must carry, or null where
-- there is nothing to do: finished, cancelled, deleted, or in the hands of a pool that lives.
create or replace function sp_claim_recording(p_recording uuid, p_pool uuid, p_dead_ms integer) returns bigint
language plpgsql
as $$
declare
  v_rec recordings; v_fence bigint;
begin
  select * into v_rec from recordings where id = p_recording for update;
  if not found then return null; end if;
  if v_rec.status = 'queued' then
    update recordings set status = 'processing', pool_id = p_pool, fence = fence + 1
     where id = p_recording returning fence into v_fence;
  elsif v_rec.status = 'processing' and v_rec.source = 'upload' and not exists (
      select from worker_pools
       where id = v_rec.pool_id and heartbeat_at > clock_timestamp() - make_interval(secs => p_dead_ms / 1000.0)) then
    update recordings set pool_id = p_pool, fence = fence + 1, setbacks = setbacks + 1
     where id = p_recording returning fence into v_fence;
  end if;
  return v_fence;
end $$;
