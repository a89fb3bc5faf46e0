-- An index on the owner and the words together: a search never walks through what others said.
create index if not exists transcript_chunks_lexemes_idx on transcript_chunks using gin (user_id, lexemes);
create index if not exists recording_words_trgm_idx on recording_words using gin (user_id, word gin_trgm_ops);

-- What English leaves of a folded word; other words stay as they are. Stop words have no stem, and are their own.
create or replace function f_stem(p_word text) returns text
language sql immutable parallel safe strict
as $$ select coalesce((ts_lexize('pg_catalog.english_stem', p_word))[1], p_word) $$;

-- Whether English uses the word so often, whatever it is about, that it tells nothing.
create or replace function f_is_stop_word(p_word text) returns boolean
language sql immutable parallel safe strict
as $$ select ts_lexize('pg_catalog.english_stem', p_word) = '{}' $$;

-- Words that were said, for each word that is looked for: the same, of the same stem, or (for longer words that nobody
-- said, or hardly) alike to it. `chunks` is in how many of the owner's passages each stands.
create or replace function f_said_words(p_user uuid, p_words text[], p_like_min real)
returns table (wanted text, word text, kind text, likeness real, chunks bigint)
language sql stable
as $$
  with wanted as (select distinct w, f_stem(w) as stem from unnest(p_words) w),
  known as (
    select q.w, r.word, case when r.word = q.w then 'same' else 'stem' end as kind, 1::real as likeness, sum(r.chunks) as chunks
      from wanted q join recording_words r on r.user_id = p_user and r.stem = q.stem
     group by q.w, r.word),
  unknown as (
    select w from wanted
     where length(w) between 4 and 32 and w ~ '^[[:alpha:]]+$' and not exists (select from known k where k.w = wanted.w)),
  alike as (
    select u.w, a.word, 'like' as kind, a.likeness, a.chunks
      from unknown u cross join lateral (
        select r.word, similarity(r.word, u.w) as likeness, sum(r.chunks) as chunks
          from recording_words r
         where r.user_id = p_user and r.word % u.w and abs(length(r.word) - length(u.w)) <= 3
         group by r.word
        having similarity(r.word, u.w) >= p_like_min
         order by likeness desc, chunks desc limit 5) a)
  select * from known union all select * from alike
$$;

-- Where the note of stored vectors goes, because its recording does or its owner, the vectors must follow.
create or replace function tg_discard_vectors() returns trigger
language plpgsql
as $$
begin
  insert into vector_deletions (collection, recording_id)
  select old.collection, old.recording_id from embedding_collections c
   -- A collection that is not needed any more goes as a whole.
   where c.name = old.collection and c.status <> 'retired';
  return null;
end $$;

create or replace trigger embedded_recording_vectors after delete
on embedded_recordings for each row execute function tg_discard_vectors();
