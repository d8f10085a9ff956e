-- A quota is of a group on a volume: its total, wherever the files lie, is judged. What lies below
-- base directories stays beside it as its parts.
CREATE TABLE "group_volume_usage" (
    "volume_name" VARCHAR(64) NOT NULL,
    "record_on" DATE NOT NULL,
    "gid" BIGINT NOT NULL,
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

    CONSTRAINT "group_volume_usage_pkey" PRIMARY KEY ("scan_id","gid")
);

-- Stored scans: what users own as a group is all that it has, and a path group has its paths. The
-- limits are those that the parts were judged by. The usual growth is not known before the volume is
-- judged again, by its next scan, the next load of quotas or `headroom warnings recompute`.
INSERT INTO "group_volume_usage"
WITH part AS (
    SELECT u.scan_id, u.gid, max(u.group_name) AS group_name, sum(u.used_bytes) AS bytes,
      sum(u.used_inodes) AS inodes, max(u.quota_bytes) AS quota_bytes,
      max(u.quota_inodes) AS quota_inodes, max(u.last_modified_at) AS modified_at
    FROM group_usage u JOIN storage_scans s ON s.id = u.scan_id AND s.state = 'stored'
    GROUP BY u.scan_id, u.gid
), owned AS (
    SELECT u.scan_id, u.gid, sum(u.used_bytes) AS bytes, sum(u.used_inodes) AS inodes,
      max(u.last_modified_on)::timestamptz AS modified_at
    FROM user_usage u JOIN storage_scans s ON s.id = u.scan_id AND s.state = 'stored'
    GROUP BY u.scan_id, u.gid
), total AS (
    SELECT s.volume_name, s.record_on, coalesce(o.gid, p.gid) AS gid, s.id AS scan_id, s.scanned_at,
      coalesce(p.group_name, g.name) AS group_name,
      least(greatest(o.bytes, p.bytes), 9223372036854775807)::bigint AS bytes,
      greatest(o.inodes, p.inodes)::bigint AS inodes,
      coalesce(p.quota_bytes, q.bytes) AS quota_bytes,
      coalesce(p.quota_inodes, q.inodes) AS quota_inodes,
      least(coalesce(p.modified_at, o.modified_at), s.scanned_at) AS modified_at
    FROM owned o FULL JOIN part p ON p.scan_id = o.scan_id AND p.gid = o.gid
    JOIN storage_scans s ON s.id = coalesce(o.scan_id, p.scan_id)
    LEFT JOIN groups g ON g.gid = coalesce(o.gid, p.gid)
    LEFT JOIN storage_quotas q
      ON q.volume_name = s.volume_name AND q.gid = coalesce(o.gid, p.gid)
    WHERE greatest(o.bytes, p.bytes) > 0 OR coalesce(p.modified_at, o.modified_at) > 'epoch'
), earlier AS (
    SELECT t.*, coalesce(lag(record_on, 2) OVER w, lag(record_on) OVER w) AS was_on,
      coalesce(lag(bytes, 2) OVER w, lag(bytes) OVER w) AS was_bytes,
      coalesce(lag(inodes, 2) OVER w, lag(inodes) OVER w) AS was_inodes
    FROM total t WINDOW w AS (PARTITION BY volume_name, gid ORDER BY record_on)
), threshold AS (
    SELECT t.level, t."daysAhead" AS days_ahead, t.share
    FROM storage_settings,
      jsonb_to_recordset(thresholds) AS t(level smallint, "daysAhead" int, share float8)
), line AS (
    SELECT e.*,
      coalesce((bytes::float8 - was_bytes) / (record_on - was_on), 0) AS bytes_a_day,
      coalesce((inodes::float8 - was_inodes) / (record_on - was_on), 0) AS inodes_a_day
    FROM earlier e
)
SELECT volume_name, record_on, gid, scan_id, group_name, bytes, quota_bytes, inodes, quota_inodes,
  modified_at,
  least(coalesce(extract(epoch FROM scanned_at - modified_at) / 86400, 0), 999999999)::numeric(10,1),
  coalesce((SELECT max(level) FROM threshold WHERE quota_bytes > 0
    AND (bytes + days_ahead * bytes_a_day) / quota_bytes > share), 1),
  coalesce((SELECT max(level) FROM threshold WHERE quota_inodes > 0
    AND (inodes + days_ahead * inodes_a_day) / quota_inodes > share), 1),
  bytes + 3 * bytes_a_day, bytes + 7 * bytes_a_day,
  inodes + 3 * inodes_a_day, inodes + 7 * inodes_a_day,
  null, null, null, null,
  CASE WHEN quota_bytes > 0 AND bytes >= quota_bytes THEN 0 END,
  CASE WHEN quota_inodes > 0 AND inodes >= quota_inodes THEN 0 END
FROM line;

CREATE INDEX "group_volume_usage_gid_volume_name_record_on_idx" ON "group_volume_usage"("gid", "volume_name", "record_on");

CREATE INDEX "group_volume_usage_volume_name_record_on_idx" ON "group_volume_usage"("volume_name", "record_on");

ALTER TABLE "group_volume_usage" ADD CONSTRAINT "group_volume_usage_volume_name_fkey" FOREIGN KEY ("volume_name") REFERENCES "volumes"("name") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "group_volume_usage" ADD CONSTRAINT "group_volume_usage_scan_id_fkey" FOREIGN KEY ("scan_id") REFERENCES "storage_scans"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "group_volume_usage" ADD CONSTRAINT "group_volume_usage_levels"
    CHECK ("level" BETWEEN 1 AND 3 AND "inode_level" BETWEEN 1 AND 3);
