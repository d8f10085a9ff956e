-- DropIndex
DROP INDEX "accounting_records_updated_at_idx";

-- AlterTable
ALTER TABLE "accounting_records" ADD COLUMN     "change_xid" BIGINT NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,
ADD COLUMN     "generation_id" BIGINT;

-- CreateTable
CREATE TABLE "accounting_mappings" (
    "source" VARCHAR(32) NOT NULL,
    "rules" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "accounting_mappings_pkey" PRIMARY KEY ("source")
);

-- CreateTable
CREATE TABLE "accounting_names" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "accounting_names_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "accounting_usages" (
    "id" BIGINT NOT NULL,
    "site_id" INTEGER NOT NULL,
    "group_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,
    "start_at" TIMESTAMPTZ(6) NOT NULL,
    "stop_at" TIMESTAMPTZ(6),
    "cores" DECIMAL NOT NULL,
    "gpus" DECIMAL NOT NULL,
    "normalised" DECIMAL NOT NULL,
    "memory_mib" DECIMAL NOT NULL,
    "cpu_us" DECIMAL NOT NULL,
    "flags" INTEGER NOT NULL DEFAULT 0,
    "change_xid" BIGINT NOT NULL,
    "mapping_hash" INTEGER NOT NULL,
    "record_hash" BIGINT NOT NULL,
    "is_archived" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "accounting_usages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "accounting_hours" (
    "at" TIMESTAMPTZ(0) NOT NULL,
    "site_id" INTEGER NOT NULL,
    "group_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,
    "core_us" DECIMAL NOT NULL,
    "gpu_us" DECIMAL NOT NULL,
    "normalised_us" DECIMAL NOT NULL,
    "memory_mib_us" DECIMAL NOT NULL,
    "cpu_us" DECIMAL NOT NULL,
    "started_count" INTEGER NOT NULL,
    "ended_count" INTEGER NOT NULL,
    "ran_count" INTEGER NOT NULL,

    CONSTRAINT "accounting_hours_pkey" PRIMARY KEY ("at","site_id","group_id","user_id")
);

-- CreateTable
CREATE TABLE "accounting_days" (
    "at" TIMESTAMPTZ(0) NOT NULL,
    "site_id" INTEGER NOT NULL,
    "group_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,
    "core_us" DECIMAL NOT NULL,
    "gpu_us" DECIMAL NOT NULL,
    "normalised_us" DECIMAL NOT NULL,
    "memory_mib_us" DECIMAL NOT NULL,
    "cpu_us" DECIMAL NOT NULL,
    "started_count" INTEGER NOT NULL,
    "ended_count" INTEGER NOT NULL,
    "ran_count" INTEGER NOT NULL,

    CONSTRAINT "accounting_days_pkey" PRIMARY KEY ("at","site_id","group_id","user_id")
);

-- CreateTable
CREATE TABLE "accounting_counts" (
    "kind" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "count" BIGINT NOT NULL,

    CONSTRAINT "accounting_counts_pkey" PRIMARY KEY ("kind","value")
);

-- CreateTable
CREATE TABLE "accounting_arrivals" (
    "source" VARCHAR(32) NOT NULL,
    "record_count" INTEGER NOT NULL,
    "end_count" INTEGER NOT NULL,
    "last_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "accounting_arrivals_pkey" PRIMARY KEY ("source")
);

-- CreateTable
CREATE TABLE "accounting_state" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "horizon_xid" BIGINT NOT NULL DEFAULT 0,
    "counted_until" TIMESTAMPTZ(6),
    "rolled_up_at" TIMESTAMPTZ(3),
    "count_keys" TEXT NOT NULL DEFAULT '',
    "rebuild_step" TEXT NOT NULL DEFAULT 'idle',
    "rebuild_scope" TEXT NOT NULL DEFAULT 'mapping',
    "rebuild_reason" TEXT NOT NULL DEFAULT '',
    "rebuild_requested_by" TEXT,
    "rebuild_requested_at" TIMESTAMPTZ(3),
    "rebuild_ended_at" TIMESTAMPTZ(3),
    "rebuild_record_id" BIGINT NOT NULL DEFAULT 0,
    "rebuild_last_id" BIGINT NOT NULL DEFAULT 0,
    "rebuild_month" DATE,
    "rebuild_error" TEXT,

    CONSTRAINT "accounting_state_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "accounting_archives" (
    "id" SERIAL NOT NULL,
    "month" DATE NOT NULL,
    "part" INTEGER NOT NULL DEFAULT 1,
    "file_name" TEXT NOT NULL,
    "horizon_xid" BIGINT NOT NULL DEFAULT 0,
    "sources" JSONB NOT NULL DEFAULT '[]',
    "row_count" BIGINT NOT NULL DEFAULT 0,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "sha256" TEXT NOT NULL DEFAULT '',
    "state" TEXT NOT NULL DEFAULT 'writing',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),
    "restored_at" TIMESTAMPTZ(3),
    "error" TEXT,

    CONSTRAINT "accounting_archives_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "accounting_names_name_key" ON "accounting_names"("name");

-- CreateIndex
CREATE INDEX "accounting_usages_group_id_stop_at_idx" ON "accounting_usages"("group_id", "stop_at");

-- CreateIndex
CREATE INDEX "accounting_days_group_id_at_idx" ON "accounting_days"("group_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "accounting_archives_month_part_key" ON "accounting_archives"("month", "part");

-- CreateIndex
CREATE INDEX "accounting_records_change_xid_id_idx" ON "accounting_records"("change_xid", "id");

-- Running records, which are counted on every minute.
CREATE INDEX "accounting_usages_running" ON "accounting_usages"("start_at")
    WHERE "stop_at" IS NULL AND NOT "is_archived";

-- Records with something wrong.
CREATE INDEX "accounting_usages_flagged" ON "accounting_usages"("flags", "id")
    WHERE "flags" <> 0;

-- A restored record finds the usage that it left behind.
CREATE INDEX "accounting_usages_archived" ON "accounting_usages"("record_hash")
    WHERE "is_archived";

-- Room for rows to grow in place.
ALTER TABLE "accounting_hours" SET (fillfactor = 80);
ALTER TABLE "accounting_days" SET (fillfactor = 80);
ALTER TABLE "accounting_counts" SET (fillfactor = 80);

-- The name of what has none.
INSERT INTO "accounting_names" ("id", "name") VALUES (0, '');
INSERT INTO "accounting_state" ("id") VALUES (1);
