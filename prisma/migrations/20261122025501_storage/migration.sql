-- Names of files are searched by parts of them.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- CreateTable
CREATE TABLE "volumes" (
    "name" VARCHAR(64) NOT NULL,
    "mount_path" TEXT NOT NULL,
    "current_scan_id" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "volumes_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "storage_scans" (
    "id" BIGSERIAL NOT NULL,
    "volume_name" VARCHAR(64) NOT NULL,
    "record_on" DATE NOT NULL,
    "scanned_at" TIMESTAMPTZ(3) NOT NULL,
    "file_name" TEXT NOT NULL,
    "file_bytes" BIGINT,
    "state" TEXT NOT NULL DEFAULT 'reading',
    "variant" TEXT,
    "read_bytes" BIGINT NOT NULL DEFAULT 0,
    "text_bytes" BIGINT NOT NULL DEFAULT 0,
    "line_count" BIGINT NOT NULL DEFAULT 0,
    "bad_line_count" BIGINT NOT NULL DEFAULT 0,
    "bad_reasons" JSONB NOT NULL DEFAULT '[]',
    "row_counts" JSONB NOT NULL DEFAULT '{}',
    "are_bases_derived" BOOLEAN NOT NULL DEFAULT false,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "heard_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "error" TEXT,
    "is_swept" BOOLEAN NOT NULL DEFAULT false,
    "origin" TEXT NOT NULL,
    "request_ref" TEXT NOT NULL,
    "component_id" VARCHAR(32),
    "generation_id" BIGINT,

    CONSTRAINT "storage_scans_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "base_directories" (
    "id" SERIAL NOT NULL,
    "volume_name" VARCHAR(64) NOT NULL,
    "path" TEXT NOT NULL,

    CONSTRAINT "base_directories_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "base_directory_rules" (
    "gid" BIGINT NOT NULL,
    "path" TEXT NOT NULL,
    "loaded_on" DATE NOT NULL,

    CONSTRAINT "base_directory_rules_pkey" PRIMARY KEY ("gid","path")
);

-- CreateTable
CREATE TABLE "storage_quotas" (
    "volume_name" VARCHAR(64) NOT NULL,
    "gid" BIGINT NOT NULL,
    "bytes" BIGINT,
    "inodes" BIGINT,
    "read_at" TIMESTAMPTZ(3) NOT NULL,
    "source" TEXT NOT NULL,

    CONSTRAINT "storage_quotas_pkey" PRIMARY KEY ("volume_name","gid")
);

-- CreateTable
CREATE TABLE "group_usage" (
    "volume_name" VARCHAR(64) NOT NULL,
    "record_on" DATE NOT NULL,
    "gid" BIGINT NOT NULL,
    "base_directory_id" INTEGER NOT NULL,
    "scan_id" BIGINT NOT NULL,
    "group_name" TEXT,
    "used_bytes" BIGINT NOT NULL,
    "quota_bytes" BIGINT,
    "used_inodes" BIGINT NOT NULL,
    "quota_inodes" BIGINT,
    "last_modified_at" TIMESTAMPTZ(0),
    "last_modified_days" DECIMAL(10,1) NOT NULL,
    "level" SMALLINT NOT NULL,
    "inode_level" SMALLINT NOT NULL,
    "bytes_in_3_days" DOUBLE PRECISION NOT NULL,
    "bytes_in_7_days" DOUBLE PRECISION NOT NULL,
    "inodes_in_3_days" DOUBLE PRECISION NOT NULL,
    "inodes_in_7_days" DOUBLE PRECISION NOT NULL,
    "growth_bytes" DOUBLE PRECISION,
    "growth_low_bytes" DOUBLE PRECISION,
    "growth_high_bytes" DOUBLE PRECISION,
    "growth_inodes" DOUBLE PRECISION,
    "days_until_full" DOUBLE PRECISION,
    "days_until_files_full" DOUBLE PRECISION,
    "archived_path" TEXT,

    CONSTRAINT "group_usage_pkey" PRIMARY KEY ("scan_id","gid","base_directory_id")
);

-- CreateTable
CREATE TABLE "user_usage" (
    "scan_id" BIGINT NOT NULL,
    "volume_name" VARCHAR(64) NOT NULL,
    "record_on" DATE NOT NULL,
    "uid" BIGINT NOT NULL,
    "gid" BIGINT NOT NULL,
    "used_bytes" BIGINT NOT NULL,
    "used_inodes" BIGINT NOT NULL,
    "last_modified_on" DATE NOT NULL,

    CONSTRAINT "user_usage_pkey" PRIMARY KEY ("scan_id","uid","gid")
);

-- CreateTable
CREATE TABLE "directory_usage" (
    "scan_id" BIGINT NOT NULL,
    "gid" BIGINT NOT NULL,
    "base_directory_id" INTEGER NOT NULL,
    "bucket" TEXT NOT NULL,
    "file_count" BIGINT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "last_modified_at" TIMESTAMPTZ(0),
    "last_modified_days" DECIMAL(10,1) NOT NULL,
    "sam_bytes" BIGINT NOT NULL,
    "bam_bytes" BIGINT NOT NULL,
    "cram_bytes" BIGINT NOT NULL,
    "fastq_bytes" BIGINT NOT NULL,
    "fastq_gzip_bytes" BIGINT NOT NULL,
    "vcf_bytes" BIGINT NOT NULL,
    "vcf_gzip_bytes" BIGINT NOT NULL,
    "pedbed_bytes" BIGINT NOT NULL,

    CONSTRAINT "directory_usage_pkey" PRIMARY KEY ("scan_id","gid","base_directory_id","bucket")
);

-- CreateTable
CREATE TABLE "vault_entries" (
    "id" BIGSERIAL NOT NULL,
    "volume_name" VARCHAR(64) NOT NULL,
    "path" TEXT NOT NULL,
    "inode" DECIMAL(20,0) NOT NULL,
    "action" VARCHAR(8) NOT NULL,
    "bytes" BIGINT NOT NULL,
    "uid" BIGINT NOT NULL,
    "gid" BIGINT NOT NULL,
    "last_modified_on" DATE NOT NULL,
    "source_state" VARCHAR(8),
    "source_path" TEXT,
    "identity" BYTEA NOT NULL,
    "first_on" DATE NOT NULL,
    "gone_on" DATE,

    CONSTRAINT "vault_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staged_vault_entries" (
    "scan_id" BIGINT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "path" TEXT NOT NULL,
    "inode" DECIMAL(20,0) NOT NULL,
    "action" VARCHAR(8) NOT NULL,
    "bytes" BIGINT NOT NULL,
    "uid" BIGINT NOT NULL,
    "gid" BIGINT NOT NULL,
    "last_modified_on" DATE NOT NULL,

    CONSTRAINT "staged_vault_entries_pkey" PRIMARY KEY ("scan_id","ordinal")
);

-- CreateTable
CREATE TABLE "staged_vault_sources" (
    "scan_id" BIGINT NOT NULL,
    "inode" DECIMAL(20,0) NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "path" TEXT NOT NULL,

    CONSTRAINT "staged_vault_sources_pkey" PRIMARY KEY ("scan_id","inode","ordinal")
);

-- CreateTable
CREATE TABLE "directory_decisions" (
    "id" SERIAL NOT NULL,
    "volume_name" VARCHAR(64) NOT NULL,
    "path" TEXT NOT NULL,
    "gid" BIGINT NOT NULL,
    "action" VARCHAR(8),
    "comment" TEXT,
    "due_on" DATE,
    "decided_by" TEXT NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "directory_decisions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "storage_settings" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "thresholds" JSONB NOT NULL,
    "scan_directories" JSONB NOT NULL DEFAULT '[]',
    "days_back" INTEGER NOT NULL DEFAULT 10,
    "pseudo_groups" JSONB NOT NULL DEFAULT '[]',
    "human_paths" JSONB NOT NULL,
    "nested_buckets" JSONB NOT NULL,
    "max_bad_share" DOUBLE PRECISION NOT NULL DEFAULT 0.001,
    "forecast_window_days" INTEGER NOT NULL DEFAULT 30,
    "version" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "storage_settings_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "volumes_current_scan_id_key" ON "volumes"("current_scan_id");

-- CreateIndex
CREATE INDEX "storage_scans_volume_name_record_on_idx" ON "storage_scans"("volume_name", "record_on");

-- CreateIndex
CREATE INDEX "storage_scans_state_idx" ON "storage_scans"("state");

-- CreateIndex
CREATE UNIQUE INDEX "base_directories_volume_name_path_key" ON "base_directories"("volume_name", "path");

-- CreateIndex
CREATE INDEX "storage_quotas_gid_idx" ON "storage_quotas"("gid");

-- CreateIndex
CREATE INDEX "group_usage_gid_base_directory_id_record_on_idx" ON "group_usage"("gid", "base_directory_id", "record_on");

-- CreateIndex
CREATE INDEX "group_usage_volume_name_record_on_idx" ON "group_usage"("volume_name", "record_on");

-- CreateIndex
CREATE INDEX "user_usage_uid_record_on_idx" ON "user_usage"("uid", "record_on");

-- CreateIndex
CREATE INDEX "user_usage_gid_record_on_idx" ON "user_usage"("gid", "record_on");

-- CreateIndex
CREATE INDEX "vault_entries_volume_name_gone_on_idx" ON "vault_entries"("volume_name", "gone_on");

-- CreateIndex
CREATE INDEX "vault_entries_gid_idx" ON "vault_entries"("gid");

-- CreateIndex
CREATE INDEX "vault_entries_uid_idx" ON "vault_entries"("uid");

-- CreateIndex
CREATE INDEX "vault_entries_path_idx" ON "vault_entries" USING GIN ("path" gin_trgm_ops);

-- CreateIndex
CREATE UNIQUE INDEX "vault_entries_volume_name_identity_first_on_key" ON "vault_entries"("volume_name", "identity", "first_on");

-- CreateIndex
CREATE INDEX "directory_decisions_gid_idx" ON "directory_decisions"("gid");

-- CreateIndex
CREATE UNIQUE INDEX "directory_decisions_volume_name_path_gid_key" ON "directory_decisions"("volume_name", "path", "gid");

-- AddForeignKey
ALTER TABLE "volumes" ADD CONSTRAINT "volumes_current_scan_id_fkey" FOREIGN KEY ("current_scan_id") REFERENCES "storage_scans"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "storage_scans" ADD CONSTRAINT "storage_scans_volume_name_fkey" FOREIGN KEY ("volume_name") REFERENCES "volumes"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "base_directories" ADD CONSTRAINT "base_directories_volume_name_fkey" FOREIGN KEY ("volume_name") REFERENCES "volumes"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "storage_quotas" ADD CONSTRAINT "storage_quotas_volume_name_fkey" FOREIGN KEY ("volume_name") REFERENCES "volumes"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_usage" ADD CONSTRAINT "group_usage_volume_name_fkey" FOREIGN KEY ("volume_name") REFERENCES "volumes"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_usage" ADD CONSTRAINT "group_usage_base_directory_id_fkey" FOREIGN KEY ("base_directory_id") REFERENCES "base_directories"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_usage" ADD CONSTRAINT "group_usage_scan_id_fkey" FOREIGN KEY ("scan_id") REFERENCES "storage_scans"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user_usage" ADD CONSTRAINT "user_usage_volume_name_fkey" FOREIGN KEY ("volume_name") REFERENCES "volumes"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user_usage" ADD CONSTRAINT "user_usage_scan_id_fkey" FOREIGN KEY ("scan_id") REFERENCES "storage_scans"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "directory_usage" ADD CONSTRAINT "directory_usage_scan_id_fkey" FOREIGN KEY ("scan_id") REFERENCES "storage_scans"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "directory_usage" ADD CONSTRAINT "directory_usage_base_directory_id_fkey" FOREIGN KEY ("base_directory_id") REFERENCES "base_directories"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "vault_entries" ADD CONSTRAINT "vault_entries_volume_name_fkey" FOREIGN KEY ("volume_name") REFERENCES "volumes"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "staged_vault_entries" ADD CONSTRAINT "staged_vault_entries_scan_id_fkey" FOREIGN KEY ("scan_id") REFERENCES "storage_scans"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "staged_vault_sources" ADD CONSTRAINT "staged_vault_sources_scan_id_fkey" FOREIGN KEY ("scan_id") REFERENCES "storage_scans"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "directory_decisions" ADD CONSTRAINT "directory_decisions_volume_name_fkey" FOREIGN KEY ("volume_name") REFERENCES "volumes"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- One stored scan a volume and date is, and one reader at a time makes it.
CREATE UNIQUE INDEX "storage_scans_one_stored" ON "storage_scans" ("volume_name", "record_on")
    WHERE "state" = 'stored';
CREATE UNIQUE INDEX "storage_scans_one_reader" ON "storage_scans" ("volume_name", "record_on")
    WHERE "state" IN ('reading', 'storing');

-- Its reader writes how far it is about once a second: room on the page spares the indexes.
ALTER TABLE "storage_scans" SET (fillfactor = 70);

-- Closed sets and bounds of the model, kept by the database too.
ALTER TABLE "storage_scans" ADD CONSTRAINT "storage_scans_state"
    CHECK ("state" IN ('reading', 'storing', 'stored', 'replaced', 'failed', 'lost'));
ALTER TABLE "storage_scans" ADD CONSTRAINT "storage_scans_origin"
    CHECK ("origin" IN ('upload', 'command', 'schedule'));
ALTER TABLE "group_usage" ADD CONSTRAINT "group_usage_levels"
    CHECK ("level" BETWEEN 1 AND 3 AND "inode_level" BETWEEN 1 AND 3);
ALTER TABLE "vault_entries" ADD CONSTRAINT "vault_entries_action"
    CHECK ("action" IN ('Keep', 'Archive', 'Stash', 'Staged', 'Limbo'));
ALTER TABLE "vault_entries" ADD CONSTRAINT "vault_entries_interval"
    CHECK ("gone_on" IS NULL OR "gone_on" > "first_on");
ALTER TABLE "directory_decisions" ADD CONSTRAINT "directory_decisions_action"
    CHECK ("action" IS NULL OR "action" IN ('keep', 'archive', 'delete'));
ALTER TABLE "storage_quotas" ADD CONSTRAINT "storage_quotas_positive"
    CHECK ("bytes" >= 0 AND "inodes" >= 0);
ALTER TABLE "storage_settings" ADD CONSTRAINT "storage_settings_one_row" CHECK ("id" = 1);
ALTER TABLE "storage_settings" ADD CONSTRAINT "storage_settings_bounds"
    CHECK ("days_back" BETWEEN 1 AND 400 AND "max_bad_share" BETWEEN 0 AND 1
        AND "forecast_window_days" BETWEEN 2 AND 366);

-- What holds until a site says otherwise: the warnings of the reporting outline, and the links by
-- which its people write their paths.
INSERT INTO "storage_settings" ("thresholds", "human_paths", "nested_buckets") VALUES (
    '[{"level": 2, "daysAhead": 3, "share": 0.8}, {"level": 2, "daysAhead": 7, "share": 0.85},
      {"level": 3, "daysAhead": 3, "share": 0.85}, {"level": 3, "daysAhead": 7, "share": 0.95}]',
    '[{"pattern": "/lustre/scratch119/realdata/mdt[2-3]/teams",
       "replacement": "/lustre/scratch119/humgen/teams"},
      {"pattern": "/lustre/scratch119/realdata/mdt[2-3]/projects",
       "replacement": "/lustre/scratch119/humgen/projects"},
      {"pattern": "/lustre/scratch119/realdata/mdt[0-9]/casm",
       "replacement": "/lustre/scratch119/casm"},
      {"pattern": "/lustre/scratch123/hgi/mdt[0-9]/projects",
       "replacement": "/lustre/scratch123/hgi/projects"},
      {"pattern": "/lustre/scratch123/hgi/mdt[0-9]/teams",
       "replacement": "/lustre/scratch123/hgi/teams"}]',
    '["users", "projects"]'
);

-- CreateIndex
CREATE INDEX "directory_usage_scan_id_bytes_idx" ON "directory_usage"("scan_id", "bytes" DESC);

-- CreateIndex
CREATE INDEX "people_uid_number_idx" ON "people"("uid_number");
