-- Creates user, profile, subscription and counters in one transaction. The first account of an installation is its
-- administrator. A taken e-mail address raises unique_violation on users_email_key. With p_only_first, SN003 is raised
-- when there is an account already: judged under the lock, so that two at once cannot both be the first. An account without
-- a subscription is on its way out, and does not count.
drop function if exists sp_register_user(text, text, text, text, text);
create or replace function sp_register_user(
  p_email text, p_user_name text, p_password_hash text, p_name text default null, p_plan text default 'FREE',
  p_only_first boolean default false) returns uuid
language plpgsql
as $$
declare
  v_user uuid;
begin
  -- Two first registrations at once must not both become administrator.
  perform pg_advisory_xact_lock(hashtext('steno:register'));
  if p_only_first and exists (select from user_subscriptions) then
    raise exception 'there is an account already' using errcode = 'SN003';
  end if;
  insert into users (email, user_name, password_hash, role)
  values (lower(trim(p_email)), p_user_name, p_password_hash,
          case when exists (select from user_subscriptions) then 'user' else 'admin' end)
  returning id into v_user;
  insert into user_profiles (user_id, name) values (v_user, coalesce(p_name, p_user_name));
  insert into user_subscriptions (user_id, plan_id, cycle_anchor, cycle_start, cycle_end)
  select v_user, p.id, now(), c.cycle_start, c.cycle_end from plans p, f_cycle_at(now(), now()) c where p.code = p_plan;
  if not found then raise exception 'no plan %', p_plan using errcode = 'SN002'; end if;
  insert into user_stats (user_id) values (v_user);
  return v_user;
end $$;
