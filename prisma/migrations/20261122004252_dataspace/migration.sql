-- DropIndex
DROP INDEX "generations_closed_at_idx";

-- AlterTable
ALTER TABLE "feeds" ADD COLUMN     "last_number" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "retention_days" INTEGER,
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "task_managers" ADD COLUMN     "configuration" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "product_schemas" (
    "id" SERIAL NOT NULL,
    "feed_name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "schema" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "product_schemas_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "generation_uses" (
    "generation_id" BIGINT NOT NULL,
    "used_by" TEXT NOT NULL,
    "used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "generation_uses_pkey" PRIMARY KEY ("generation_id","used_by")
);

-- CreateTable
CREATE TABLE "retention_settings" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "retention_days" INTEGER NOT NULL DEFAULT 365,
    "seconds_between_runs" INTEGER NOT NULL DEFAULT 86400,
    "start_delay_seconds" INTEGER NOT NULL DEFAULT 1818,
    "batch_size" INTEGER NOT NULL DEFAULT 5000,
    "version" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "retention_settings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reaper_state" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "state" TEXT NOT NULL DEFAULT 'BOOT',
    "next_run_at" TIMESTAMPTZ(3),
    "heard_at" TIMESTAMPTZ(3),
    "last_started_at" TIMESTAMPTZ(3),
    "last_ended_at" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "reaper_state_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reaper_runs" (
    "id" SERIAL NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL DEFAULT 'RUNNING',
    "is_dry_run" BOOLEAN NOT NULL DEFAULT false,
    "requested_by" TEXT,
    "generation_count" INTEGER NOT NULL DEFAULT 0,
    "product_count" INTEGER NOT NULL DEFAULT 0,
    "task_manager_count" INTEGER NOT NULL DEFAULT 0,
    "blob_count" INTEGER NOT NULL DEFAULT 0,
    "blob_bytes" BIGINT NOT NULL DEFAULT 0,
    "batch_count" INTEGER NOT NULL DEFAULT 0,
    "longest_batch_ms" INTEGER NOT NULL DEFAULT 0,
    "report" JSONB NOT NULL DEFAULT '[]',
    "error" TEXT,

    CONSTRAINT "reaper_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "feed_silences" (
    "feed_name" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "noticed_at" TIMESTAMPTZ(3) NOT NULL,
    "notified_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "feed_silences_pkey" PRIMARY KEY ("feed_name","since")
);

-- CreateIndex
CREATE UNIQUE INDEX "product_schemas_feed_name_key_version_key" ON "product_schemas"("feed_name", "key", "version");

-- CreateIndex
CREATE INDEX "reaper_runs_started_at_idx" ON "reaper_runs"("started_at");

-- CreateIndex
CREATE INDEX "feed_silences_ended_at_idx" ON "feed_silences"("ended_at");

-- CreateIndex
CREATE INDEX "generations_closed_at_id_idx" ON "generations"("closed_at", "id");

-- AddForeignKey
ALTER TABLE "product_schemas" ADD CONSTRAINT "product_schemas_feed_name_fkey" FOREIGN KEY ("feed_name") REFERENCES "feeds"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "generation_uses" ADD CONSTRAINT "generation_uses_generation_id_fkey" FOREIGN KEY ("generation_id") REFERENCES "generations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feed_silences" ADD CONSTRAINT "feed_silences_feed_name_fkey" FOREIGN KEY ("feed_name") REFERENCES "feeds"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- Feeds that already have generations go on counting where they are.
UPDATE "feeds" f SET "last_number" = n.number
FROM (
    SELECT t.feed_name, max(g.number) AS number
    FROM "generations" g JOIN "task_managers" t USING (sequence_id) GROUP BY t.feed_name
) n WHERE n.feed_name = f.name;

-- Both have exactly one row.
INSERT INTO "retention_settings" ("id") VALUES (1);
INSERT INTO "reaper_state" ("id") VALUES (1);
ALTER TABLE "retention_settings" ADD CONSTRAINT "retention_settings_one_row" CHECK ("id" = 1);
ALTER TABLE "reaper_state" ADD CONSTRAINT "reaper_state_one_row" CHECK ("id" = 1);

-- The bounds and closed sets of the model, kept by the database too.
ALTER TABLE "retention_settings" ADD CONSTRAINT "retention_settings_bounds"
    CHECK ("retention_days" BETWEEN 7 AND 36500 AND "seconds_between_runs" BETWEEN 7080 AND 31536000
        AND "start_delay_seconds" BETWEEN 0 AND 31536000 AND "batch_size" BETWEEN 100 AND 50000);
ALTER TABLE "feeds" ADD CONSTRAINT "feeds_retention"
    CHECK ("retention_days" IS NULL OR "retention_days" BETWEEN 7 AND 36500);
ALTER TABLE "feeds" ADD CONSTRAINT "feeds_interval"
    CHECK ("interval_seconds" IS NULL OR "interval_seconds" > 0);
ALTER TABLE "feeds" ADD CONSTRAINT "feeds_lifetime" CHECK ("lifetime_seconds" > 0);
ALTER TABLE "reaper_state" ADD CONSTRAINT "reaper_state_state"
    CHECK ("state" IN
        ('BOOT', 'IDLE', 'ACTIVE', 'STEADY', 'SHUTTINGDOWN', 'SHUTDOWN', 'OFFLINE', 'ERROR'));
ALTER TABLE "reaper_runs" ADD CONSTRAINT "reaper_runs_state"
    CHECK ("state" IN ('RUNNING', 'DONE', 'STOPPED', 'FAILED', 'LOST'));
ALTER TABLE "product_blobs" ADD CONSTRAINT "product_blobs_encoding"
    CHECK ("encoding" IN ('json', 'json+zlib', 'binary'));
