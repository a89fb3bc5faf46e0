-- Objects outlive their row until the deletion is committed: their keys go to an outbox in the same transaction, and a job
-- deletes them afterwards. Works the same whether a row, a user or a whole batch is deleted.
create or replace function f_discard_object(p_key text) returns void
language sql
as $$ insert into object_deletions (object_key) select p_key where p_key is not null $$;

create or replace function tg_discard_recording_objects() returns trigger
language plpgsql
as $$
begin
  if tg_op = 'DELETE' then
    perform f_discard_object(old.object_key);
    perform f_discard_object(old.playback_key);
  else
    if old.object_key is distinct from new.object_key then perform f_discard_object(old.object_key); end if;
    if old.playback_key is distinct from new.playback_key then perform f_discard_object(old.playback_key); end if;
  end if;
  return null;
end $$;

create or replace trigger recording_objects after delete or update of object_key, playback_key
on recordings for each row execute function tg_discard_recording_objects();

create or replace function tg_discard_avatar() returns trigger
language plpgsql
as $$
begin
  if tg_op = 'DELETE' or old.avatar_key is distinct from new.avatar_key then perform f_discard_object(old.avatar_key); end if;
  return null;
end $$;

create or replace trigger profile_objects after delete or update of avatar_key
on user_profiles for each row execute function tg_discard_avatar();
