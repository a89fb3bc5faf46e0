-- What webhooks are told. An event becomes one delivery for each of the user's webhooks that wants it, with a job, in the
-- transaction that makes the event: none is lost, and none is told of what did not come to be. domain/webhooks delivers.
create or replace function f_queue_delivery(p_delivery uuid, p_delay_ms integer default 0) returns void
language plpgsql
as $$
begin
  perform graphile_worker.add_job('deliver-webhook', f_recording_job(d.recording_id, jsonb_build_object('deliveryId', d.id)),
      job_key := 'deliver-webhook:' || d.id, max_attempts := 1000,
      run_at := clock_timestamp() + make_interval(secs => p_delay_ms / 1000.0))
    from webhook_deliveries d where d.id = p_delivery;
end $$;

-- Told twice, an event is one. What is not to be stored is told of to nobody. Answers how many webhooks are to be told.
create or replace function f_tell_webhooks(p_recording uuid, p_event text, p_event_id text, p_subject text default '') returns integer
language plpgsql
as $$
declare
  v_delivery uuid;
  v_count integer := 0;
begin
  for v_delivery in
    insert into webhook_deliveries (user_id, webhook_id, recording_id, event, event_id, subject, outcome, next_attempt_at)
    select r.user_id, w.id, r.id, p_event, p_event_id, p_subject, 'pending', clock_timestamp()
      from recordings r join webhooks w on w.user_id = r.user_id
     where r.id = p_recording and r.forget_at is null and not r.keep_none and w.enabled and p_event = any (w.events)
    on conflict (webhook_id, event_id) where not by_hand do nothing
    returning id
  loop
    perform f_queue_delivery(v_delivery);
    v_count := v_count + 1;
  end loop;
  return v_count;
end $$;

-- What was refused at the door is told to whoever stands there.
create or replace function tg_recording_webhooks() returns trigger
language plpgsql
as $$
begin
  perform f_tell_webhooks(new.id, 'recording.failed', new.id || '-failed-' || new.fence);
  return null;
end $$;

create or replace trigger recording_webhooks after update of status on recordings
for each row when (new.status = 'failed' and old.status in ('queued', 'processing')) execute function tg_recording_webhooks();

create or replace function tg_step_webhooks() returns trigger
language plpgsql
as $$
declare
  v_what text := case new.step when 'summarize' then 'summary' else 'translation' end;
begin
  perform f_tell_webhooks(new.recording_id, v_what || '.done',
    concat_ws('-', new.recording_id, v_what, nullif(new.key, ''), new.fence), new.key);
  return null;
end $$;

create or replace trigger step_webhooks after update of status on recording_steps
for each row when (new.status = 'done' and old.status = 'running' and new.step in ('summarize', 'translate'))
execute function tg_step_webhooks();

-- What is sent of a recording goes with it; a delivery of it that is tried again, or sent again by hand, then ends as one of what is
-- gone. Also for an attempt that was under way when the recording was deleted, and writes its body down only now.
create or replace function tg_delivery_body() returns trigger
language plpgsql
as $$
begin
  new.body := null;
  return new;
end $$;

create or replace trigger delivery_body before insert or update of recording_id, body on webhook_deliveries
for each row when (new.recording_id is null and new.event <> 'test' and new.body is not null) execute function tg_delivery_body();

-- For the sweep: deliveries that no job would make get one, as after a restore. Those by hand are tried once. Returns how many.
create or replace function sp_queue_lost_deliveries(p_max integer) returns integer
language plpgsql
as $$
declare
  v_count integer := 0; v_row record;
begin
  for v_row in
    select d.id, d.next_attempt_at from webhook_deliveries d
     where d.outcome = 'pending' and not d.by_hand
       and not exists (select from graphile_worker.jobs j
                        where j.key = 'deliver-webhook:' || d.id and j.attempts < j.max_attempts)
     order by d.next_attempt_at
     limit p_max
  loop
    perform f_queue_delivery(v_row.id,
      greatest(0, coalesce(extract(epoch from v_row.next_attempt_at - clock_timestamp()) * 1000, 0))::integer);
    v_count := v_count + 1;
  end loop;
  return v_count;
end $$;
