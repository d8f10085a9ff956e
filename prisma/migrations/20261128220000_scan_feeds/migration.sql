-- The feed of a volume's scans is called by what it holds: `scan:<volume>`. Everything that names it
-- follows, by foreign key or here; old names are read as new ones.
update feeds set name = 'scan:' || substr(name, 8)
where name like 'wrstat:%'
  and not exists (select 1 from feeds taken where taken.name = 'scan:' || substr(feeds.name, 8));
update feeds set kind = 'scan' where kind = 'wrstat';

update idempotent_receipts
set receipt = jsonb_set(receipt, '{body}',
  to_jsonb(replace(receipt ->> 'body', '"feed":"wrstat:', '"feed":"scan:')))
where receipt ->> 'body' like '%"feed":"wrstat:%';

update reaper_runs set report = replace(report::text, '"feed": "wrstat:', '"feed": "scan:')::jsonb
where report::text like '%"feed": "wrstat:%';

-- History is append-only for everybody but this renaming: a feed keeps its past.
alter table history_events disable trigger history_events_append_only;
update history_events set subject_id = 'scan:' || substr(subject_id, 8)
where subject_type = 'feed' and subject_id like 'wrstat:%';
alter table history_events enable trigger history_events_append_only;
