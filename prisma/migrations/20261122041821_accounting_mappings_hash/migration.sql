-- AlterTable
ALTER TABLE "accounting_state" ADD COLUMN     "mappings_hash" INTEGER NOT NULL DEFAULT 0;
