-- What webhooks are told. An event becomes one delivery for each of the user's webhooks that wants it, with a job, in the
-- transaction that makes the event: none is lost, and none is told of what did not come to be. domain/webhooks delivers.
create or replace function f_queue_delivery(p_delivery uuid, p_delay_ms integer default 0) returns void
language plpgsql
as $$
begin
  perform graphile_worker.add_job('deliver-webhook', json_build_object('deliveryId', p_delivery),
    job_key := 'deliver-webhook:' || p_delivery, max_attempts := 1000,
    run_at := clock_timestamp() + make_interval(secs => p_delay_ms / 1000.0));
end $$;

-- Told twice, an event is one. Answers how many webhooks are to be told.
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
     where r.id = p_recording and w.enabled and p_event = any (w.events)
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
