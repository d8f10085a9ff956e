-- Feeds that are pushed whenever something happens are judged by whether their sender is heard.
alter table feeds add column is_pushed boolean not null default false;
update feeds set is_pushed = true where kind = 'accounting';

-- Daily loads counted for two days whatever the settings said; now the settings say it. Where
-- somebody has saved them, they stand.
update feeds set lifetime_seconds = 172800
where kind in ('scan', 'quotas', 'basedirs', 'directory') and lifetime_seconds = 1800
  and version = 1;
