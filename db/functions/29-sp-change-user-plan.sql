-- Moves a user to another plan. With p_prorate the current cycle goes on and what it has used counts against the new plan; without, a
-- new cycle begins now with nothing used. Answers success and a message code: changed, unchanged, no_plan, no_subscription.
create or replace function sp_change_user_plan(
  p_user uuid, p_code text, p_prorate boolean default true, out success boolean, out message text)
language plpgsql
as $$
declare
  v_sub user_subscriptions; v_plan plans;
begin
  success := false;
  select * into v_plan from plans where code = p_code;
  if not found then message := 'no_plan'; return; end if;
  v_sub := sp_roll_cycle(p_user);
  if v_sub.id is null then message := 'no_subscription'; return; end if;
  success := true;
  if v_sub.plan_id = v_plan.id then message := 'unchanged'; return; end if;
  if p_prorate then
    update user_subscriptions set plan_id = v_plan.id where user_id = p_user;
  else
    update user_subscriptions
       set plan_id = v_plan.id, cycle_anchor = now(), cycle_start = c.cycle_start, cycle_end = c.cycle_end,
           usage_count = 0, used_ms = 0
      from f_cycle_at(now(), now()) c
     where user_id = p_user;
  end if;
  perform sp_release_turns(p_user);
  message := 'changed';
end $$;
