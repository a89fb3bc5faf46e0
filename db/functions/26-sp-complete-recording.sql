-- Stores all segments and charges the true length at once. Idempotent: a recording that is done stays as it is. Answers
-- completed, already_completed, lost_lease (another worker has it, or it was cancelled) or not_found.
create or replace function sp_complete_recording(
  p_recording uuid, p_duration_ms bigint, p_segments jsonb, p_fence bigint default null,
  p_model text default null, p_language text default null) returns text
language plpgsql
as $$
declare
  v_rec recordings;
begin
  select * into v_rec from recordings where id = p_recording for update;
  if not found then return 'not_found'; end if;
  if v_rec.status = 'done' then return 'already_completed'; end if;
  if v_rec.status <> 'processing' or p_fence is not null and v_rec.fence <> p_fence then return 'lost_lease'; end if;
  insert into segments (recording_id, idx, start_ms, end_ms, text, words, speaker, confidence)
  select p_recording, (s.ordinality - 1)::int, (s.value->>'startMs')::bigint, (s.value->>'endMs')::bigint, s.value->>'text',
         nullif(s.value->'words', 'null'::jsonb), s.value->>'speaker', (s.value->>'confidence')::real
    from jsonb_array_elements(p_segments) with ordinality s;
  delete from recording_windows where recording_id = p_recording;
  update recordings
     set status = 'done', duration_ms = p_duration_ms, charged_ms = p_duration_ms, progress_ms = p_duration_ms,
         total_ms = p_duration_ms, used_model_id = p_model, detected_language = p_language
   where id = p_recording;
  return 'completed';
end $$;
