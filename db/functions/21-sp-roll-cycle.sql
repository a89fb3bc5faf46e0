-- The cycle that holds a moment: whole months from the anchor, so that the 31st comes back after a short month.
create or replace function f_cycle_at(p_anchor timestamptz, p_at timestamptz, out cycle_start timestamptz, out cycle_end timestamptz)
language plpgsql stable set timezone = 'UTC'
as $$
declare
  v_months int := greatest(0, (extract(year from age(p_at, p_anchor)) * 12 + extract(month from age(p_at, p_anchor)))::int - 1);
begin
  while p_anchor + make_interval(months => v_months + 1) <= p_at loop v_months := v_months + 1; end loop;
  cycle_start := p_anchor + make_interval(months => v_months);
  cycle_end := p_anchor + make_interval(months => v_months + 1);
end $$;

-- Rolls an expired cycle forward and empties its counters. The caller holds the subscription's lock or takes it here.
create or replace function sp_roll_cycle(p_user uuid) returns user_subscriptions
language plpgsql
as $$
declare
  v_sub user_subscriptions; v_cycle record;
begin
  select * into v_sub from user_subscriptions where user_id = p_user for update;
  if not found or v_sub.cycle_end > now() then return v_sub; end if;
  select * into v_cycle from f_cycle_at(v_sub.cycle_anchor, now());
  update user_subscriptions
     set cycle_start = v_cycle.cycle_start, cycle_end = v_cycle.cycle_end, usage_count = 0, used_ms = 0
   where user_id = p_user returning * into v_sub;
  return v_sub;
end $$;

-- The monthly job: rolls every expired cycle, passing over those in use (a check rolls them itself). Returns how many.
create or replace function sp_reset_monthly_cycles() returns integer
language plpgsql
as $$
declare
  v_user uuid; v_count int := 0;
begin
  for v_user in select user_id from user_subscriptions where cycle_end <= now() for update skip locked loop
    perform sp_roll_cycle(v_user);
    v_count := v_count + 1;
  end loop;
  return v_count;
end $$;
