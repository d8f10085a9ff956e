import { Code } from "lucide-react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";

interface QueryCodeProps {
  curl: string;
  python: string;
}

/** The query for use elsewhere: as a call of the API and as a program. */
export const QueryCode = ({ curl, python }: QueryCodeProps) => (
  <Dialog
    title="This query elsewhere"
    description="USER and PASSWORD are the basic key of a component of the service reader; an admin makes one under Admin, Keys."
    size="lg"
    trigger={
      <Button>
        <Code aria-hidden />
        Copy as code
      </Button>
    }
  >
    <div className="space-y-4">
      <Listing title="Call of the API" text={curl} />
      <Listing title="pyauditor (Python)" text={python} />
    </div>
  </Dialog>
);

const Listing = ({ title, text }: { title: string; text: string }) => (
  <section aria-label={title} className="space-y-1">
    <div className="flex flex-wrap items-center justify-between gap-2">
      <h3 className="text-base font-semibold">{title}</h3>
      <CopyButton text={text} label={`Copy: ${title}`} isWide variant="secondary" />
    </div>
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls what it can focus
      tabIndex={0}
      className="max-h-72 overflow-auto rounded-md border border-border bg-muted p-2 font-mono text-xs"
    >
      {text}
    </pre>
  </section>
);
