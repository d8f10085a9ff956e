-- Usage counts up to now: what starts or stops ahead of the clock counts on as time goes by.
alter table accounting_usages add column is_ahead boolean not null default false;
create index accounting_usages_ahead on accounting_usages (stop_at) where is_ahead;

-- What was counted so far is read and counted anew.
update accounting_usages set is_ahead = true
where greatest(start_at, stop_at) >= (select counted_until from accounting_state where id = 1);
update accounting_state set rebuild_step = 'waiting', rebuild_scope = 'all', rebuild_error = null,
  rebuild_reason = 'usage counts up to now, and more is found', rebuild_ended_at = null, rebuild_record_id = 0,
  rebuild_last_id = 0, rebuild_month = null
where exists (select from accounting_usages);
