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

    CONSTRAINT "staged_vault_entries_pkey" PRIMARY KEY ("scan_id","identity")
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
CREATE INDEX "vault_entries_volume_name_identity_idx" ON "vault_entries"("volume_name", "identity");

-- CreateIndex
CREATE INDEX "vault_entries_gid_idx" ON "vault_entries"("gid");

-- CreateIndex
CREATE INDEX "vault_entries_uid_idx" ON "vault_entries"("uid");

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
ALTER TABLE "directory_decisions" ADD CONSTRAINT "directory_decisions_volume_name_fkey" FOREIGN KEY ("volume_name") REFERENCES "volumes"("name") ON DELETE CASCADE ON UPDATE CASCADE;
