import Link from "next/link";
import { Card, CardFooter, CardHeader, CardTitle } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { CarriedBadge, DementedBadge, FreshnessBadge } from "@/components/ui/freshness";
import { Instant } from "@/components/ui/instant";
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from "@/components/ui/table";
import { feedPath } from "@/lib/dataspace/params";
import type { GenerationDetail, ProductRow } from "@/lib/dataspace/queries/get-generation";
import { cn } from "@/lib/platform/cn";
import { formatBytes, formatNumber } from "@/lib/platform/format";
import { DementDialog, DropDialog, ExpireDialog } from "./mark-dialogs";

interface ProductTableProps {
  generation: GenerationDetail;
  /** The product whose value is shown below. */
  openKey: string | null;
  /** The server's clock, ISO. */
  now: string;
  canManage: boolean;
}

/** The products of a generation with header and metadata. */
export const ProductTable = ({ generation, openKey, now, canManage }: ProductTableProps) => {
  const { feed, products, productCount, number } = generation;
  const keys = products.map(({ key }) => key);
  return (
    <Card>
      <CardHeader>
        <CardTitle>Products</CardTitle>
        {canManage && keys.length > 0 ? (
          <span className="flex flex-wrap gap-2">
            <DementDialog feed={feed} number={number} keys={keys} />
            <ExpireDialog feed={feed} number={number} keys={keys} now={now} />
            {generation.isNewest ? <DropDialog feed={feed} number={number} keys={keys} /> : null}
          </span>
        ) : null}
      </CardHeader>
      {products.length === 0 ? (
        <EmptyState title="No products" text="This report brought nothing that is kept." />
      ) : (
        <Table label={`Products of generation ${number}`}>
          <TableCaption>Products of generation {number}</TableCaption>
          <TableHeader>
            <tr>
              <TableHead>Key</TableHead>
              <TableHead>Freshness</TableHead>
              <TableHead>Made</TableHead>
              <TableHead>Valid until</TableHead>
              <TableHead>Was due</TableHead>
              <TableHead>Creator</TableHead>
              <TableHead>From generation</TableHead>
              <TableHead>State</TableHead>
              <TableHead className="text-right">Size</TableHead>
            </tr>
          </TableHeader>
          <TableBody>
            {products.map((product) => (
              <Product
                key={product.key}
                product={product}
                generation={generation}
                isOpen={product.key === openKey}
                now={now}
              />
            ))}
          </TableBody>
        </Table>
      )}
      {productCount > products.length ? (
        <CardFooter className="text-sm text-muted-foreground">
          The first {products.length} of {formatNumber(productCount)} products, by key.
        </CardFooter>
      ) : null}
    </Card>
  );
};

interface ProductProps {
  product: ProductRow;
  generation: GenerationDetail;
  isOpen: boolean;
  now: string;
}

const Product = ({ product, generation, isOpen, now }: ProductProps) => {
  const { key, demented, missedUpdateCount } = product;
  return (
    <TableRow className={cn(isOpen && "bg-accent hover:bg-accent")}>
      <TableCell>
        <Link
          href={{
            pathname: feedPath(generation.feed, `/${generation.number}`),
            query: { key },
            hash: "value",
          }}
          aria-current={isOpen ? "true" : undefined}
          className={cn(
            "inline-block min-h-6 content-center font-mono text-primary hover:underline",
            demented !== null && "line-through",
          )}
        >
          {key}
        </Link>
      </TableCell>
      <TableCell>
        <span className="flex flex-wrap items-center gap-1">
          <FreshnessBadge state={product.freshness} validUntil={product.validUntil} now={now} />
          {missedUpdateCount > 0 ? <CarriedBadge missedCount={missedUpdateCount} /> : null}
          {demented === null ? null : <DementedBadge />}
        </span>
        {demented === null ? null : <DementedReason demented={demented} />}
      </TableCell>
      <TableCell>
        <Instant at={product.madeAt} />
      </TableCell>
      <TableCell>
        <Instant at={product.validUntil} />
      </TableCell>
      <TableCell>
        <Instant at={product.dueAt} />
      </TableCell>
      <TableCell>{product.creator}</TableCell>
      <TableCell>
        <Origin product={product} generation={generation} />
      </TableCell>
      <TableCell className="font-mono text-xs">{product.state}</TableCell>
      <TableCell className="text-right whitespace-nowrap tabular-nums">
        {formatBytes(BigInt(product.rawSize))}
      </TableCell>
    </TableRow>
  );
};

const DementedReason = ({ demented }: { demented: NonNullable<ProductRow["demented"]> }) => (
  <p className="mt-1 max-w-72 text-sm text-muted-foreground">
    {demented.reason ?? "No reason was given"}
    {demented.by === null ? "" : `, ${demented.by}`}
  </p>
);

const Origin = ({ product, generation }: Pick<ProductProps, "product" | "generation">) => {
  const { originNumber } = product;
  if (originNumber === generation.number) return "this one";
  return (
    <Link
      href={{
        pathname: feedPath(generation.feed, `/${originNumber}`),
        query: { key: product.key },
      }}
      className="inline-block min-h-6 content-center text-primary hover:underline"
    >
      {originNumber}
    </Link>
  );
};
