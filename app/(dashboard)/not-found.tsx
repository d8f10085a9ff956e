import { LinkButton } from "@/components/ui/link-button";

export default function NotFound() {
  return (
    <div className="space-y-2 py-12 text-center">
      <h1 className="text-xl font-semibold">Nothing here</h1>
      <p className="text-muted-foreground">This page or record does not exist, or is not yours.</p>
      <LinkButton href="/">Go to the start page</LinkButton>
    </div>
  );
}
