-- Creates a recording if the owner's plan has room, and says why not otherwise: no_subscription, recordings_used_up or
-- minutes_used_up. Locks the subscription, so that two requests cannot both take the last slot, and rolls an expired
-- cycle forward first, so that nobody is locked out until the monthly job has run.
create or replace function sp_check_quota_and_create_recording(
  p_user uuid, p_source text, p_language text, p_meta jsonb default '{}', out recording_id uuid, out reason text)
language plpgsql
as $$
declare
  v_sub user_subscriptions; v_plan plans;
begin
  v_sub := sp_roll_cycle(p_user);
  if v_sub.id is null then reason := 'no_subscription'; return; end if;
  select * into v_plan from plans where id = v_sub.plan_id;
  if v_sub.usage_count >= v_plan.monthly_usage_limit then reason := 'recordings_used_up'; return; end if;
  if v_sub.used_ms >= v_plan.monthly_minutes::bigint * 60000 then reason := 'minutes_used_up'; return; end if;
  insert into recordings (user_id, source, language, meta, status, counted, charged_cycle)
  values (p_user, p_source, p_language, p_meta, case p_source when 'realtime' then 'processing' else 'uploading' end,
          true, v_sub.cycle_start)
  returning id into recording_id;
end $$;
