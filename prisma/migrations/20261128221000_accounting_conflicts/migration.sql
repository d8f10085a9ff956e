create table "accounting_conflicts" (
  "id" bigserial not null,
  "record_id" text collate "C" not null,
  "source" varchar(32) not null,
  "meta" json,
  "components" json not null,
  "start_at" timestamptz(6) not null,
  "stop_at" timestamptz(6),
  "content_hash" bigint not null,
  "sent_count" integer not null default 1,
  "first_at" timestamptz(3) not null,
  "last_at" timestamptz(3) not null,
  "state" text not null default 'open',
  "stored_as" text,
  "decided_by" text,
  "decided_at" timestamptz(3),
  constraint "accounting_conflicts_pkey" primary key ("id")
);
create unique index "accounting_conflicts_record_id_source_content_hash_key"
  on "accounting_conflicts"("record_id", "source", "content_hash");
create index "accounting_conflicts_state_last_at_idx" on "accounting_conflicts"("state", "last_at");

create table "accounting_senders" (
  "source" varchar(32) not null,
  "ignores_duplicates" boolean not null default false,
  "repeat_count" bigint not null default 0,
  "repeated_at" timestamptz(3),
  constraint "accounting_senders_pkey" primary key ("source")
);
