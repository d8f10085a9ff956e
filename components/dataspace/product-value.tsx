import { Alert } from "@/components/ui/alert";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { DementedBadge, FreshnessBadge } from "@/components/ui/freshness";
import type { ProductRow } from "@/lib/dataspace/queries/get-generation";
import type { ProductPreview } from "@/lib/dataspace/queries/preview-product";
import { formatBytes } from "@/lib/platform/format";

interface ProductValueProps {
  product: ProductRow;
  preview: ProductPreview;
  /** The server's clock, ISO. */
  now: string;
}

/** The beginning of a value as it is stored, with its age. */
export const ProductValue = ({ product, preview, now }: ProductValueProps) => {
  const { demented } = product;
  return (
    <Card id="value">
      <CardHeader>
        <CardTitle>
          Value of <code className="font-mono">{preview.key}</code>
        </CardTitle>
        <span className="flex flex-wrap gap-1">
          <FreshnessBadge state={product.freshness} validUntil={product.validUntil} now={now} />
          {demented === null ? null : <DementedBadge />}
        </span>
      </CardHeader>
      <CardContent className="space-y-3">
        {demented === null ? null : (
          <Alert tone="error" title="Not to be trusted">
            {demented.reason ?? "No reason was given."}
          </Alert>
        )}
        {preview.text === null ? (
          <p className="text-muted-foreground">
            {formatBytes(BigInt(product.rawSize))} of {product.encoding}, which cannot be shown as
            text.
          </p>
        ) : (
          <section
            aria-label={`Value of ${preview.key}`}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls what it can focus
            tabIndex={0}
            className="max-h-128 overflow-auto rounded-md border border-border bg-muted"
          >
            <pre className="p-3 font-mono text-sm">{preview.text}</pre>
          </section>
        )}
        <p className="text-sm text-muted-foreground">
          {preview.isCut
            ? `Only the beginning of ${formatBytes(BigInt(product.rawSize))} is shown. `
            : null}
          {formatBytes(BigInt(product.storedSize))} as stored ({product.encoding}), SHA-256{" "}
          <code className="font-mono break-all">{product.hash}</code>
        </p>
      </CardContent>
    </Card>
  );
};
