-- Folds case and accents for searching, so that "hop" finds "Họp". unaccent() itself is only STABLE because its dictionary
-- can be changed; naming the dictionary makes the answer fixed and lets an index use it.
create or replace function f_fold(p_text text) returns text
language sql immutable parallel safe strict
as $$ select lower(public.unaccent('public.unaccent', p_text)) $$;

create index if not exists recordings_title_fold_idx on recordings using gin (f_fold(title) gin_trgm_ops);
