-- Totals and the current cycle's use. An expired cycle that nobody has rolled yet counts as a fresh one. Percentages are null where
-- the plan has no limit.
create or replace function sp_get_user_stats(p_user uuid) returns table (
  plan_code text, plan_name text, recordings_total integer, recordings_done integer, recordings_failed integer,
  audio_ms_done bigint, stored_bytes bigint, cycle_start timestamptz, cycle_end timestamptz,
  usage_count integer, usage_limit integer, usage_percent numeric, used_ms bigint, minutes_limit integer, minutes_percent numeric)
language sql stable
as $$
  select p.code, p.name, t.recordings_total, t.recordings_done, t.recordings_failed, t.audio_ms_done, t.stored_bytes,
         coalesce(c.cycle_start, s.cycle_start), coalesce(c.cycle_end, s.cycle_end),
         u.usage_count, p.monthly_usage_limit, round(100.0 * u.usage_count / nullif(p.monthly_usage_limit, 0), 1),
         u.used_ms, p.monthly_minutes, round(100.0 * u.used_ms / nullif(p.monthly_minutes::bigint * 60000, 0), 1)
    from user_subscriptions s
    join plans p on p.id = s.plan_id
    join user_stats t on t.user_id = s.user_id
   cross join lateral (select s.cycle_end <= now() as expired) e
    left join lateral f_cycle_at(s.cycle_anchor, now()) c on e.expired
   cross join lateral (
     select case when e.expired then 0 else s.usage_count end as usage_count,
            case when e.expired then 0 else s.used_ms end as used_ms) u
   where s.user_id = p_user
$$;
