import { type FileType, fileTypes } from "../scan-result";

/** Types by the end of a name, letter by letter from the last: no text, no regular expression. */

const DOT = 46;
const suffixes: [string, FileType][] = [
  [".sam", "SAM"],
  [".bam", "BAM"],
  [".cram", "CRAM"],
  [".fastq", "FASTQ"],
  [".vcf", "VCF"],
  [".bcf", "VCF"],
  [".gvcf", "VCF"],
  [".ped", "PEDBED"],
  [".bed", "PEDBED"],
];
const zipped: Partial<Record<FileType, FileType>> = {
  FASTQ: "FASTQ (gzip)",
  VCF: "VCF (gzip)",
};

interface Suffix {
  bytes: Buffer;
  plain: number;
  zipped: number;
}

const place = (type: FileType) => fileTypes.indexOf(type);

/** The suffixes by their last letter. */
const byLastLetter: (Suffix[] | undefined)[] = [];
for (const [text, type] of suffixes) {
  const bytes = Buffer.from(text);
  const last = bytes[bytes.length - 1] as number;
  const alike = byLastLetter[last] ?? [];
  alike.push({ bytes, plain: place(type), zipped: place(zipped[type] ?? type) });
  byLastLetter[last] = alike;
}

function endsWith(path: Uint8Array, end: number, suffix: Buffer): boolean {
  const from = end - suffix.length;
  if (from < 0) return false;
  for (let i = suffix.length - 2; i >= 0; i -= 1) if (path[from + i] !== suffix[i]) return false;
  return true;
}

/** Place in `fileTypes` of the type of the file at `path[0..length)`; -1: none of them. */
export function fileTypeAt(path: Uint8Array, length: number): number {
  let end = length;
  const isZipped =
    path[end - 1] === 122 && path[end - 2] === 103 && path[end - 3] === DOT && end > 3;
  if (isZipped) end -= 3;
  const alike = byLastLetter[path[end - 1] as number];
  if (alike === undefined) return -1;
  for (const suffix of alike) {
    if (endsWith(path, end, suffix.bytes)) return isZipped ? suffix.zipped : suffix.plain;
  }
  return -1;
}
