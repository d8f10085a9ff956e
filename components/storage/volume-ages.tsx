import type { Route } from "next";
import Link from "next/link";
import { Instant } from "@/components/ui/instant";
import { volumePath } from "@/lib/storage/params/addresses";
import type { VolumeAge } from "@/lib/storage/queries/list-volumes";

interface VolumeAgesProps {
  volumes: readonly VolumeAge[];
  /** The server's clock, ISO. */
  now: string;
}

/** The foot of storage pages: which scan each volume's numbers come from. */
export const VolumeAges = ({ volumes, now }: VolumeAgesProps) =>
  volumes.length === 0 ? null : (
    <section aria-label="Latest data" className="mt-3 text-sm text-muted-foreground">
      <h2 className="inline font-medium">Latest data: </h2>
      <ul className="inline">
        {volumes.map((volume) => (
          <li key={volume.name} className="mr-4 inline-block">
            <Link
              href={volumePath(volume.name) as Route}
              className="inline-block min-h-6 content-center font-medium text-primary hover:underline"
            >
              {volume.name}
            </Link>{" "}
            {volume.recordOn === null || volume.scannedAt === null ? (
              "no scan yet"
            ) : (
              <>
                {volume.recordOn}, scanned <Instant at={volume.scannedAt} relative now={now} />
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
