-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "clusters" (
    "id" VARCHAR(16) NOT NULL,
    "name" VARCHAR(32) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "clusters_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "components" (
    "id" VARCHAR(32) NOT NULL,
    "name" VARCHAR(64) NOT NULL,
    "service" TEXT NOT NULL,
    "cluster_id" VARCHAR(16),
    "site" TEXT,
    "volume" TEXT,
    "interval_seconds" INTEGER,
    "last_heard_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "components_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "access" TEXT NOT NULL,
    "secret_hash" TEXT,
    "secret_cipher" TEXT,
    "component_id" VARCHAR(32) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'active',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "rotated_from" INTEGER,

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "replay_guards" (
    "digest" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "replay_guards_pkey" PRIMARY KEY ("digest")
);

-- CreateTable
CREATE TABLE "password_credentials" (
    "person_id" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "password_credentials_pkey" PRIMARY KEY ("person_id")
);

-- CreateTable
CREATE TABLE "sign_in_failures" (
    "id" BIGSERIAL NOT NULL,
    "account" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sign_in_failures_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cases" (
    "id" SERIAL NOT NULL,
    "type" TEXT NOT NULL,
    "cluster_id" VARCHAR(16) NOT NULL,
    "account" VARCHAR(32) NOT NULL,
    "resource" TEXT NOT NULL,
    "state" TEXT,
    "metric" DOUBLE PRECISION NOT NULL,
    "ticks" INTEGER NOT NULL DEFAULT 1,
    "reported_at" TIMESTAMPTZ(3) NOT NULL,
    "first_reported_at" TIMESTAMPTZ(3) NOT NULL,
    "generation_id" BIGINT NOT NULL,
    "is_current" BOOLEAN NOT NULL DEFAULT true,
    "claimant_id" INTEGER,
    "claimed_at" TIMESTAMPTZ(3),
    "decided_at" TIMESTAMPTZ(3),
    "ticket_id" INTEGER,
    "ticket_no" TEXT,
    "ticket_url" TEXT,
    "summary" JSON,
    "detail" JSONB NOT NULL,
    "search_text" TEXT NOT NULL DEFAULT '',
    "history_count" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "cases_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "case_samples" (
    "case_id" INTEGER NOT NULL,
    "tick" INTEGER NOT NULL,
    "generation_id" BIGINT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "metric" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "case_samples_pkey" PRIMARY KEY ("case_id","tick")
);

-- CreateTable
CREATE TABLE "feeds" (
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "cluster_id" VARCHAR(16),
    "lifetime_seconds" INTEGER NOT NULL DEFAULT 1800,
    "interval_seconds" INTEGER,
    "last_generation_id" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "feeds_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "task_managers" (
    "sequence_id" BIGSERIAL NOT NULL,
    "taskmanager_id" TEXT NOT NULL,
    "feed_name" TEXT NOT NULL,
    "component_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "task_managers_pkey" PRIMARY KEY ("sequence_id")
);

-- CreateTable
CREATE TABLE "generations" (
    "id" BIGSERIAL NOT NULL,
    "sequence_id" BIGINT NOT NULL,
    "number" INTEGER NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closed_at" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL DEFAULT 'OPEN',
    "request_ref" TEXT NOT NULL,
    "component_id" VARCHAR(32),
    "product_count" INTEGER NOT NULL DEFAULT 0,
    "received_count" INTEGER NOT NULL DEFAULT 0,
    "stored_count" INTEGER NOT NULL DEFAULT 0,
    "unchanged_count" INTEGER NOT NULL DEFAULT 0,
    "rejected_count" INTEGER NOT NULL DEFAULT 0,
    "summary" TEXT,

    CONSTRAINT "generations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "data_products" (
    "generation_id" BIGINT NOT NULL,
    "key" TEXT NOT NULL,
    "blob_hash" TEXT NOT NULL,
    "creator" TEXT NOT NULL,
    "create_time" TIMESTAMPTZ(0) NOT NULL,
    "expiration_time" TIMESTAMPTZ(0) NOT NULL,
    "scheduled_create_time" TIMESTAMPTZ(0) NOT NULL,
    "schema_id" INTEGER,
    "origin_number" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'NEW',
    "generation_time" TIMESTAMPTZ(0) NOT NULL,
    "missed_update_count" INTEGER NOT NULL DEFAULT 0,
    "is_demented" BOOLEAN NOT NULL DEFAULT false,
    "demented_reason" TEXT,
    "demented_by" TEXT,

    CONSTRAINT "data_products_pkey" PRIMARY KEY ("generation_id","key")
);

-- CreateTable
CREATE TABLE "product_blobs" (
    "hash" TEXT NOT NULL,
    "encoding" TEXT NOT NULL,
    "raw_size" INTEGER NOT NULL,
    "stored_size" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "product_blobs_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "refusals" (
    "id" BIGSERIAL NOT NULL,
    "feed_name" TEXT,
    "component_id" VARCHAR(32),
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "request_ref" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "received_count" INTEGER NOT NULL DEFAULT 0,
    "rejected_count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "refusals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refused_rows" (
    "refusal_id" BIGINT NOT NULL,
    "line" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "content" JSONB,

    CONSTRAINT "refused_rows_pkey" PRIMARY KEY ("refusal_id","line")
);

-- CreateTable
CREATE TABLE "idempotent_receipts" (
    "component_id" VARCHAR(32) NOT NULL,
    "feed_name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "body_digest" TEXT NOT NULL,
    "receipt" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotent_receipts_pkey" PRIMARY KEY ("component_id","feed_name","key")
);

-- CreateTable
CREATE TABLE "people" (
    "id" SERIAL NOT NULL,
    "uid" TEXT NOT NULL,
    "uid_number" BIGINT,
    "cci" TEXT,
    "name" TEXT NOT NULL,
    "given_name" TEXT,
    "surname" TEXT,
    "email" TEXT,
    "language" TEXT,
    "gone_at" TIMESTAMPTZ(3),
    "disabled_at" TIMESTAMPTZ(3),
    "sessions_revoked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "people_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person_roles" (
    "person_id" INTEGER NOT NULL,
    "role" TEXT NOT NULL,
    "granted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "person_roles_pkey" PRIMARY KEY ("person_id","role")
);

-- CreateTable
CREATE TABLE "groups" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "gid" BIGINT,
    "pi_id" INTEGER,
    "gone_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "groups_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "group_members" (
    "group_id" INTEGER NOT NULL,
    "person_id" INTEGER NOT NULL,

    CONSTRAINT "group_members_pkey" PRIMARY KEY ("group_id","person_id")
);

-- CreateTable
CREATE TABLE "person_preferences" (
    "person_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "person_preferences_pkey" PRIMARY KEY ("person_id","key")
);

-- CreateTable
CREATE TABLE "history_events" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "room" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "verb" TEXT NOT NULL,
    "datum" TEXT,
    "was" JSONB,
    "now" JSONB,
    "note" TEXT,

    CONSTRAINT "history_events_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "clusters_name_key" ON "clusters"("name");

-- CreateIndex
CREATE INDEX "components_cluster_id_idx" ON "components"("cluster_id");

-- CreateIndex
CREATE UNIQUE INDEX "components_name_cluster_id_key" ON "components"("name", "cluster_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_access_key" ON "api_keys"("access");

-- CreateIndex
CREATE INDEX "api_keys_component_id_idx" ON "api_keys"("component_id");

-- CreateIndex
CREATE INDEX "replay_guards_expires_at_idx" ON "replay_guards"("expires_at");

-- CreateIndex
CREATE INDEX "sign_in_failures_account_address_at_idx" ON "sign_in_failures"("account", "address", "at");

-- CreateIndex
CREATE INDEX "sign_in_failures_address_at_idx" ON "sign_in_failures"("address", "at");

-- CreateIndex
CREATE INDEX "cases_type_cluster_id_account_resource_idx" ON "cases"("type", "cluster_id", "account", "resource");

-- CreateIndex
CREATE INDEX "cases_type_is_current_metric_id_idx" ON "cases"("type", "is_current", "metric" DESC, "id");

-- CreateIndex
CREATE INDEX "cases_claimant_id_idx" ON "cases"("claimant_id");

-- CreateIndex
CREATE INDEX "cases_account_idx" ON "cases"("account");

-- CreateIndex
CREATE INDEX "case_samples_generation_id_idx" ON "case_samples"("generation_id");

-- CreateIndex
CREATE UNIQUE INDEX "feeds_last_generation_id_key" ON "feeds"("last_generation_id");

-- CreateIndex
CREATE INDEX "feeds_cluster_id_idx" ON "feeds"("cluster_id");

-- CreateIndex
CREATE UNIQUE INDEX "task_managers_feed_name_taskmanager_id_key" ON "task_managers"("feed_name", "taskmanager_id");

-- CreateIndex
CREATE INDEX "generations_component_id_idx" ON "generations"("component_id");

-- CreateIndex
CREATE INDEX "generations_closed_at_idx" ON "generations"("closed_at");

-- CreateIndex
CREATE UNIQUE INDEX "generations_sequence_id_number_key" ON "generations"("sequence_id", "number");

-- CreateIndex
CREATE INDEX "data_products_blob_hash_idx" ON "data_products"("blob_hash");

-- CreateIndex
CREATE INDEX "refusals_feed_name_at_idx" ON "refusals"("feed_name", "at");

-- CreateIndex
CREATE INDEX "refusals_component_id_idx" ON "refusals"("component_id");

-- CreateIndex
CREATE INDEX "idempotent_receipts_at_idx" ON "idempotent_receipts"("at");

-- CreateIndex
CREATE UNIQUE INDEX "people_uid_key" ON "people"("uid");

-- CreateIndex
CREATE UNIQUE INDEX "people_cci_key" ON "people"("cci");

-- CreateIndex
CREATE UNIQUE INDEX "groups_name_key" ON "groups"("name");

-- CreateIndex
CREATE UNIQUE INDEX "groups_gid_key" ON "groups"("gid");

-- CreateIndex
CREATE INDEX "groups_pi_id_idx" ON "groups"("pi_id");

-- CreateIndex
CREATE INDEX "group_members_person_id_idx" ON "group_members"("person_id");

-- CreateIndex
CREATE INDEX "history_events_subject_type_subject_id_at_id_idx" ON "history_events"("subject_type", "subject_id", "at", "id");

-- CreateIndex
CREATE INDEX "history_events_room_at_idx" ON "history_events"("room", "at");

-- AddForeignKey
ALTER TABLE "components" ADD CONSTRAINT "components_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_component_id_fkey" FOREIGN KEY ("component_id") REFERENCES "components"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "password_credentials" ADD CONSTRAINT "password_credentials_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cases" ADD CONSTRAINT "cases_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cases" ADD CONSTRAINT "cases_claimant_id_fkey" FOREIGN KEY ("claimant_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "case_samples" ADD CONSTRAINT "case_samples_case_id_fkey" FOREIGN KEY ("case_id") REFERENCES "cases"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "case_samples" ADD CONSTRAINT "case_samples_generation_id_fkey" FOREIGN KEY ("generation_id") REFERENCES "generations"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feeds" ADD CONSTRAINT "feeds_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feeds" ADD CONSTRAINT "feeds_last_generation_id_fkey" FOREIGN KEY ("last_generation_id") REFERENCES "generations"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task_managers" ADD CONSTRAINT "task_managers_feed_name_fkey" FOREIGN KEY ("feed_name") REFERENCES "feeds"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "generations" ADD CONSTRAINT "generations_sequence_id_fkey" FOREIGN KEY ("sequence_id") REFERENCES "task_managers"("sequence_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "generations" ADD CONSTRAINT "generations_component_id_fkey" FOREIGN KEY ("component_id") REFERENCES "components"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "data_products" ADD CONSTRAINT "data_products_generation_id_fkey" FOREIGN KEY ("generation_id") REFERENCES "generations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "data_products" ADD CONSTRAINT "data_products_blob_hash_fkey" FOREIGN KEY ("blob_hash") REFERENCES "product_blobs"("hash") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refusals" ADD CONSTRAINT "refusals_feed_name_fkey" FOREIGN KEY ("feed_name") REFERENCES "feeds"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refusals" ADD CONSTRAINT "refusals_component_id_fkey" FOREIGN KEY ("component_id") REFERENCES "components"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refused_rows" ADD CONSTRAINT "refused_rows_refusal_id_fkey" FOREIGN KEY ("refusal_id") REFERENCES "refusals"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person_roles" ADD CONSTRAINT "person_roles_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "groups" ADD CONSTRAINT "groups_pi_id_fkey" FOREIGN KEY ("pi_id") REFERENCES "people"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_members" ADD CONSTRAINT "group_members_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_members" ADD CONSTRAINT "group_members_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person_preferences" ADD CONSTRAINT "person_preferences_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- History is append-only: nobody, not even the application, changes or removes a row.
CREATE FUNCTION refuse_history_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is append-only' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER history_events_append_only
    BEFORE UPDATE OR DELETE ON "history_events"
    FOR EACH ROW EXECUTE FUNCTION refuse_history_change();

CREATE TRIGGER history_events_no_truncate
    BEFORE TRUNCATE ON "history_events"
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();

-- The closed sets of the model, kept by the database too.
ALTER TABLE "person_roles" ADD CONSTRAINT "person_roles_role"
    CHECK ("role" IN ('analyst', 'pi', 'admin'));
ALTER TABLE "components" ADD CONSTRAINT "components_service"
    CHECK ("service" IN ('detector', 'scheduler', 'collector', 'scanner', 'reader', 'monitor'));
ALTER TABLE "components" ADD CONSTRAINT "components_interval"
    CHECK ("interval_seconds" IS NULL OR "interval_seconds" > 0);
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_kind" CHECK ("kind" IN ('bearer', 'hmac', 'basic'));
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_state" CHECK ("state" IN ('active', 'revoked'));
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_one_secret"
    CHECK (num_nonnulls("secret_hash", "secret_cipher") = 1);
ALTER TABLE "cases" ADD CONSTRAINT "cases_state"
    CHECK ("state" IN ('pending', 'accepted', 'rejected'));
ALTER TABLE "cases" ADD CONSTRAINT "cases_resource" CHECK ("resource" IN ('cpu', 'gpu'));
ALTER TABLE "cases" ADD CONSTRAINT "cases_ticks" CHECK ("ticks" >= 1);
ALTER TABLE "cases" ADD CONSTRAINT "cases_accepted_has_ticket"
    CHECK ("state" IS DISTINCT FROM 'accepted' OR "ticket_no" IS NOT NULL);
ALTER TABLE "generations" ADD CONSTRAINT "generations_state"
    CHECK ("state" IN ('OPEN', 'CLOSED', 'ABORTED'));
ALTER TABLE "data_products" ADD CONSTRAINT "data_products_state"
    CHECK ("state" IN ('NEW', 'START_BACKUP', 'METADATA_UPDATE', 'END_CYCLE'));
