"use client";

import { useId, useState } from "react";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from "@/components/ui/table";
import { formatBytes, formatNumber } from "@/lib/platform/format";
import { forecastOn, growTo } from "@/lib/storage/model/classic-forecast";
import type { HistoryPoint } from "@/lib/storage/queries/get-group-storage";
import { dayOf, toUsagePoints } from "./forecast-lines";

interface ForecastPickerProps {
  history: readonly HistoryPoint[];
  growthBytes: number | null;
  /** `2026-11-20`: the earliest day to ask about. */
  today: string;
}

const GIB = 2 ** 30;

/** What will be used on a day that somebody names, by both rules. */
export const ForecastPicker = ({ history, growthBytes, today }: ForecastPickerProps) => {
  const id = useId();
  const [wished, setWished] = useState(today);
  const on = Number.isNaN(Date.parse(wished)) || wished < today ? today : wished;
  const points = toUsagePoints(history);
  const quota = history.at(-1)?.quota ?? null;
  const rows = [
    { name: "Classic forecast", used: forecastOn(points, dayOf(on)) },
    { name: "Robust forecast", used: growTo(points.at(-1), growthBytes, dayOf(on)) },
  ];
  return (
    <Card>
      <CardHeader>
        <CardTitle>Use on a day</CardTitle>
        <div className="flex flex-wrap items-center gap-2">
          <Label htmlFor={id}>Select a date for a storage use prediction</Label>
          <Input
            id={id}
            type="date"
            min={today}
            value={wished}
            className="w-40"
            onChange={(event) => setWished(event.target.value)}
          />
        </div>
      </CardHeader>
      <CardContent className="p-0">
        <Table label={`Use on ${on}`}>
          <TableCaption>Use on {on}</TableCaption>
          <TableHeader>
            <tr>
              <TableHead>On {on}</TableHead>
              <TableHead className="text-right">Predicted usage (GiB)</TableHead>
              <TableHead className="text-right">Quota (GiB)</TableHead>
              <TableHead className="text-right">Usage (%)</TableHead>
              <TableHead className="text-right">In words</TableHead>
            </tr>
          </TableHeader>
          <TableBody>
            {rows.map(({ name, used }) => (
              <TableRow key={name}>
                <TableCell>{name}</TableCell>
                <NumberCell value={used === null ? null : used / GIB} />
                <NumberCell value={quota === null ? null : quota / GIB} />
                <NumberCell value={used === null || quota === null ? null : (used * 100) / quota} />
                <TableCell className="text-right tabular-nums">
                  {used === null ? "–" : formatBytes(BigInt(Math.round(used)))}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </CardContent>
    </Card>
  );
};

const NumberCell = ({ value }: { value: number | null }) => (
  <TableCell className="text-right tabular-nums">
    {formatNumber(value, { digits: 2, minimumDigits: 2 })}
  </TableCell>
);
