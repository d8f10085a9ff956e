-- Scans that cannot be true wait for an admin.
ALTER TABLE "storage_settings"
    ADD COLUMN "min_line_share" DOUBLE PRECISION NOT NULL DEFAULT 0.5,
    ADD COLUMN "vanished_share" DOUBLE PRECISION NOT NULL DEFAULT 0.05,
    ADD COLUMN "max_total_factor" DOUBLE PRECISION NOT NULL DEFAULT 3;

CREATE TABLE "held_scans" (
    "scan_id" BIGINT NOT NULL,
    "result" BYTEA NOT NULL,

    CONSTRAINT "held_scans_pkey" PRIMARY KEY ("scan_id")
);

ALTER TABLE "held_scans" ADD CONSTRAINT "held_scans_scan_id_fkey" FOREIGN KEY ("scan_id") REFERENCES "storage_scans"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "storage_scans" DROP CONSTRAINT "storage_scans_state";
ALTER TABLE "storage_scans" ADD CONSTRAINT "storage_scans_state" CHECK ("state" IN
    ('reading', 'storing', 'stored', 'held', 'replaced', 'dropped', 'failed', 'lost'));
