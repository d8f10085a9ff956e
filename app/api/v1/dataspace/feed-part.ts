import { z } from "zod";
import { currentFeedName } from "@/lib/dataspace/model";
import { text } from "@/lib/gates/parameters";

/** The name of a feed in an address; one that it had before is read as the one it has. */
export const feedPart = () => text().transform(currentFeedName).pipe(z.string());
