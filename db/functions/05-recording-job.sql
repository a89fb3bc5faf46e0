-- What a job on a recording carries: which one, and in which trace it was sent in (W3C traceparent, in its meta), so that the worker
-- goes on with that trace; without one, nothing of it. What p_more says of the trace comes first.
create or replace function f_recording_job(p_recording uuid, p_more jsonb default '{}') returns json
language sql stable
as $$
  select (jsonb_strip_nulls(jsonb_build_object('recordingId', p_recording, 'traceparent', (
    select meta ->> 'traceparent' from recordings where id = p_recording))) || jsonb_strip_nulls(p_more))::json
$$;
