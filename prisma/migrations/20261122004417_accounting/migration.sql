-- CreateTable
CREATE TABLE "accounting_records" (
    "id" BIGSERIAL NOT NULL,
    "record_id" TEXT COLLATE "C" NOT NULL,
    "meta" JSON,
    "components" JSON NOT NULL,
    "start_at" TIMESTAMPTZ(6) NOT NULL,
    "stop_at" TIMESTAMPTZ(6),
    "runtime_seconds" BIGINT,
    "component_id" VARCHAR(32),
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "accounting_records_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "accounting_records_record_id_key" ON "accounting_records"("record_id");

-- CreateIndex
CREATE INDEX "accounting_records_stop_at_id_idx" ON "accounting_records"("stop_at", "id");

-- CreateIndex
CREATE INDEX "accounting_records_start_at_id_idx" ON "accounting_records"("start_at", "id");

-- CreateIndex
CREATE INDEX "accounting_records_updated_at_idx" ON "accounting_records"("updated_at");

-- Serves `meta @> '{"site_id": ["SiteA"]}'`.
CREATE INDEX "accounting_records_meta" ON "accounting_records"
    USING gin (("meta"::jsonb) jsonb_path_ops);

-- What runs now.
CREATE INDEX "accounting_records_running" ON "accounting_records"("start_at")
    WHERE "stop_at" IS NULL;
