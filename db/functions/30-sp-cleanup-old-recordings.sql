-- Deletes one batch of finished recordings that are past their time: the given number of days, or each owner's plan's. Kept
-- ones stay. Rows that somebody is using are passed over. Returns what was deleted; their objects follow through the
-- outbox. Call it until it returns nothing.
create or replace function sp_cleanup_old_recordings(p_retention_days integer default null, p_batch_size integer default 500)
returns table (recording_id uuid, user_id uuid, object_key text, playback_key text)
language plpgsql
as $$
begin
  -- One cleaner at a time: two batches over the same owners could lock their counters in opposite orders.
  perform pg_advisory_xact_lock(hashtext('steno:cleanup'));
  return query
  with old as (
    select r.id from recordings r
     where r.status in ('done', 'failed', 'cancelled') and not r.kept
       -- What no plan would delete is not looked at: without a shortest retention, nothing.
       and r.created_at < now() - make_interval(days => coalesce(p_retention_days, (select min(retention_days) from plans)))
       and r.created_at < now() - make_interval(days => coalesce(p_retention_days, (
             select p.retention_days from user_subscriptions s join plans p on p.id = s.plan_id where s.user_id = r.user_id)))
     order by r.created_at
     limit p_batch_size
       for update of r skip locked)
  delete from recordings d using old where d.id = old.id
  returning d.id, d.user_id, d.object_key, d.playback_key;
end $$;
