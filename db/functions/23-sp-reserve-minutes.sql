-- Charges a recording's length before the work is done, so that files queued together cannot use more than the plan holds.
-- Also moves the recording into the current cycle if its own has ended since. Returns null, or the reason why not: not_found,
-- conflict (the work is done and charged), no_subscription, recordings_used_up or minutes_used_up.
create or replace function sp_reserve_minutes(p_recording uuid, p_duration_ms bigint) returns text
language plpgsql
as $$
declare
  v_rec recordings; v_sub user_subscriptions; v_plan plans; v_used bigint; v_count int;
begin
  select * into v_rec from recordings where id = p_recording for update;
  if not found then return 'not_found'; end if;
  if v_rec.status = 'done' then return 'conflict'; end if;
  v_sub := sp_roll_cycle(v_rec.user_id);
  if v_sub.id is null then return 'no_subscription'; end if;
  select * into v_plan from plans where id = v_sub.plan_id;
  v_used := v_sub.used_ms; v_count := v_sub.usage_count;
  if v_rec.charged_cycle = v_sub.cycle_start then
    v_used := v_used - v_rec.charged_ms;
    v_count := v_count - v_rec.counted::int;
  end if;
  if v_count >= v_plan.monthly_usage_limit then return 'recordings_used_up'; end if;
  if v_used + p_duration_ms > v_plan.monthly_minutes::bigint * 60000 then return 'minutes_used_up'; end if;
  update recordings set counted = true, charged_ms = p_duration_ms, charged_cycle = v_sub.cycle_start where id = p_recording;
  return null;
end $$;

-- Puts a failed or cancelled recording back into the queue, charging it again. Returns null, or the reason why not.
create or replace function sp_requeue_recording(p_recording uuid) returns text
language plpgsql
as $$
declare
  v_rec recordings; v_reason text;
begin
  select * into v_rec from recordings where id = p_recording for update;
  if not found or v_rec.object_key is null then return 'not_found'; end if;
  if v_rec.status not in ('failed', 'cancelled') then return 'conflict'; end if;
  v_reason := sp_reserve_minutes(p_recording, coalesce(v_rec.total_ms, v_rec.duration_ms, 0));
  if v_reason is not null then return v_reason; end if;
  update recordings
     set status = 'queued', setbacks = 0, error_code = null, error_message = null, error_params = null
   where id = p_recording;
  update job_failures set settled_at = now() where recording_id = p_recording and settled_at is null;
  return null;
end $$;

-- For the worker, which finds out how long a file really is: raises the charge of the recording that it works on once what it has
-- recognised passes it, by a step ahead where the plan has room for that. A charge that was reserved from a stated length may be
-- passed by a little, for containers round. Answers what is charged now, or the reason why the plan has no room; lost where
-- the lease is.
create or replace function sp_top_up_minutes(
  p_recording uuid, p_fence bigint, p_done_ms bigint, p_step_ms bigint, out reason text, out reserved_ms bigint)
language plpgsql
as $$
declare
  v_rec recordings;
begin
  select * into v_rec from recordings where id = p_recording and fence = p_fence and status = 'processing' for update;
  if not found then reason := 'lost'; return; end if;
  reserved_ms := v_rec.charged_ms;
  if v_rec.charged_ms > 0 then reserved_ms := reserved_ms + 1000 + v_rec.charged_ms / 100; end if;
  if p_done_ms <= reserved_ms then return; end if;
  reserved_ms := p_done_ms + p_step_ms;
  reason := sp_reserve_minutes(p_recording, reserved_ms);
  if reason = 'minutes_used_up' then
    reserved_ms := p_done_ms;
    reason := sp_reserve_minutes(p_recording, reserved_ms);
  end if;
end $$;
