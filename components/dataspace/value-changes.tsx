import { Badge, type BadgeTone } from "@/components/ui/badge";
import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from "@/components/ui/table";
import type { ValueChange } from "@/lib/dataspace/model/diff-values";
import type { ProductChange } from "@/lib/dataspace/queries/diff-products";

const tones: Record<ValueChange["kind"], BadgeTone> = {
  new: "success",
  gone: "danger",
  grown: "warning",
  shrunk: "info",
  changed: "info",
};

/** What differs within one changed product: rows that are new, gone, grown. */
export const ValueChanges = ({ product }: { product: ProductChange }) => (
  <Card>
    <CardHeader>
      <CardTitle className="font-mono">{product.key}</CardTitle>
    </CardHeader>
    <Table label={`What changed in ${product.key}`}>
      <TableCaption>What changed in {product.key}</TableCaption>
      <TableHeader>
        <tr>
          <TableHead>What</TableHead>
          <TableHead>Change</TableHead>
          <TableHead>Was</TableHead>
          <TableHead>Is</TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {product.changes.map(({ path, kind, was, now }) => (
          <TableRow key={path}>
            <TableCell className="font-mono break-all">
              {path === "" ? "the value" : path}
            </TableCell>
            <TableCell>
              <Badge tone={tones[kind]}>{kind}</Badge>
            </TableCell>
            <TableCell className="break-all">{was ?? "–"}</TableCell>
            <TableCell className="break-all">{now ?? "–"}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  </Card>
);
