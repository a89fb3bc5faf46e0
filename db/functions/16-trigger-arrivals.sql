-- Parts of an upload are kept until its recording is in the queue, or will never be: then the row lets go of them, and they
-- are given up through the outbox, in the same transaction and whoever takes the step.
create or replace function tg_release_arrival() returns trigger
language plpgsql
as $$
begin
  if old.status = 'uploading' and new.status <> 'uploading' then
    update uploads set arrival_id = null where recording_id = new.id and arrival_id is not null;
  end if;
  return null;
end $$;

create or replace trigger recording_arrival after update of status
on recordings for each row execute function tg_release_arrival();

create or replace function tg_discard_arrival() returns trigger
language plpgsql
as $$
begin
  if old.arrival_id is not null and (tg_op = 'DELETE' or new.arrival_id is distinct from old.arrival_id) then
    insert into object_deletions (object_key, arrival_id) values (old.object_key, old.arrival_id);
  end if;
  return null;
end $$;

create or replace trigger upload_arrival after delete or update of arrival_id
on uploads for each row execute function tg_discard_arrival();
