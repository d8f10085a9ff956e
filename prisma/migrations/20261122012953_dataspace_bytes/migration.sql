-- AlterTable
ALTER TABLE "generations" ADD COLUMN     "stored_bytes" BIGINT NOT NULL DEFAULT 0;

UPDATE "generations" g SET "stored_bytes" = s.bytes
FROM (
    SELECT p.generation_id, sum(b.stored_size) AS bytes
    FROM "data_products" p
    JOIN "generations" o ON o.id = p.generation_id AND o.number = p.origin_number
    JOIN "product_blobs" b ON b.hash = p.blob_hash
    GROUP BY p.generation_id
) s WHERE s.generation_id = g.id;
