-- A volume that only a refused scan or a quota has named is none yet.
ALTER TABLE "volumes" ADD COLUMN "accepted_at" TIMESTAMPTZ(3);

UPDATE "volumes" v SET accepted_at = v.created_at
WHERE EXISTS (SELECT FROM storage_scans s WHERE s.volume_name = v.name AND s.state = 'stored')
  OR EXISTS (SELECT FROM vault_entries e WHERE e.volume_name = v.name)
  OR EXISTS (SELECT FROM directory_decisions d WHERE d.volume_name = v.name);
