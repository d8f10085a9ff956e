import { systemActor } from "@/lib/auth/model";
import { feedList } from "@/lib/dataspace/lists/feeds";
import { currentFeedName } from "@/lib/dataspace/model";
import { dropProducts } from "@/lib/dataspace/mutations/drop-products";
import {
  pageGenerations,
  readFreshness,
  readGeneration,
} from "@/lib/dataspace/queries/page-generations";
import { readFacts } from "@/lib/dataspace/queries/read-products";
import { readGenerationName } from "@/lib/dataspace/space/generation-name";
import { toFreshnessAnswer, toGeneration, toProduct } from "@/lib/dataspace/space/serialise";
import { listPage } from "@/lib/platform/list/page";
import { type Answer, asTable, everyPage, isoOrNull, type Noun, textValue } from "./command";

/** Generations that are told without `--limit`. */
const FEW = 20;

async function list(): Promise<Answer> {
  const rows = await everyPage((page) => listPage(feedList, systemActor, { page, size: 100 }));
  const value = rows.map(({ name, kind, state, generation, age, validUntil }) => ({
    ...{ feed: name, kind, state, generation },
    ...{ madeAt: isoOrNull(age), validUntil: isoOrNull(validUntil) },
  }));
  const cells = value.map((row) => [row.feed, row.state, row.generation, row.madeAt]);
  return { value, text: asTable(["feed", "freshness", "generation", "made"], cells) };
}

async function show(feed: string): Promise<Answer> {
  const value = toFreshnessAnswer(await readFreshness(systemActor, feed));
  const why = value.why === null ? "" : `: ${value.why}`;
  return { value, text: `${feed} is ${value.state}, generation ${value.generation ?? "–"}${why}` };
}

async function generations(feed: string, limit: number): Promise<Answer> {
  const found = await pageGenerations(systemActor, feed, { limit, isDesc: true });
  const cells = found.map((row) => [
    ...[row.number, row.state, isoOrNull(row.madeAt), isoOrNull(row.closedAt)],
    ...[row.receivedCount, row.rejectedCount, row.summary],
  ]);
  const heading = ["generation", "state", "made", "received", "rows", "rejected", "summary"];
  return { value: found.map(toGeneration), text: asTable(heading, cells) };
}

async function products(feed: string, generation: string | undefined): Promise<Answer> {
  const record = await readGeneration(systemActor, feed, readGenerationName(generation));
  const found = await readFacts(systemActor, record.sequenceId, record.number);
  const cells = found.map(({ key, originNumber, header, metadata, isExpired, isDemented }) => [
    ...[key, originNumber, metadata.missedUpdateCount],
    ...[new Date(header.expirationTime * 1000).toISOString(), isExpired ? "yes" : "no"],
    isDemented ? "yes" : "no",
  ]);
  const heading = ["product", "from generation", "missed", "valid until", "expired", "demented"];
  return { value: found.map(toProduct), text: asTable(heading, cells) };
}

const feedOf = ([name = ""]: string[]): string => currentFeedName(name);

export const feedCommands: Noun = {
  name: "feed",
  about: "what was received: feeds, their generations and products",
  verbs: {
    list: { usage: "", options: {}, run: list },
    show: {
      usage: "FEED",
      options: {},
      positionals: ["FEED"],
      run: ({ positionals }) => show(feedOf(positionals)),
    },
    generations: {
      usage: "FEED [--limit N]",
      options: { limit: { type: "string" } },
      positionals: ["FEED"],
      run: ({ positionals, values }) =>
        generations(feedOf(positionals), Number(textValue(values.limit) ?? FEW)),
    },
    products: {
      usage: "FEED [GENERATION]",
      options: {},
      positionals: ["FEED"],
      optionalPositionals: ["GENERATION"],
      run: ({ positionals }) => products(feedOf(positionals), positionals[1]),
    },
    drop: {
      usage: "FEED PRODUCT [--reason TEXT]",
      options: { reason: { type: "string" } },
      positionals: ["FEED", "PRODUCT"],
      async run({ positionals, values }) {
        const [, key = ""] = positionals;
        const reason = textValue(values.reason);
        const feed = feedOf(positionals);
        const value = await dropProducts(systemActor, { feed, keys: [key], reason });
        return { value, text: `${key} is no longer carried after generation ${value.number}` };
      },
    },
  },
};
