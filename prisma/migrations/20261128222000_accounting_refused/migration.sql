create table "accounting_refused_records" (
  "refusal_id" bigint not null references "refusals"("id") on delete cascade,
  "line" integer not null,
  "content" text not null,
  "reason" text,
  "stored_at" timestamptz(3),
  "stored_by" text,
  constraint "accounting_refused_records_pkey" primary key ("refusal_id", "line")
);
