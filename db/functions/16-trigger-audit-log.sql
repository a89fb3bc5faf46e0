-- What is written in the audit log stays as it was written, whoever asks.
create or replace function tg_audit_log_fixed() returns trigger
language plpgsql
as $$
begin
  raise exception 'the audit log is only ever added to' using errcode = 'SN004';
end $$;

create or replace trigger audit_log_fixed before update or delete or truncate on audit_log
for each statement execute function tg_audit_log_fixed();
