import { LinkButton } from "@/components/ui/link-button";

export default function NotFound() {
  return (
    <main id="main" className="grid min-h-dvh place-items-center p-4 text-center">
      <div className="space-y-2">
        <h1 className="text-xl font-semibold">Nothing here</h1>
        <p className="text-muted-foreground">
          This page or record does not exist, or is not yours.
        </p>
        <LinkButton href="/">Go to the start page</LinkButton>
      </div>
    </main>
  );
}
