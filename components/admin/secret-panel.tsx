"use client";

import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { DialogFooter } from "@/components/ui/dialog";
import type { NewKey } from "@/lib/admin/mutations/keys";

const LABELS: Record<string, string> = {
  token: "Token",
  access: "Access name",
  secret: "Secret",
  user: "User",
  password: "Password",
};

const USES = {
  bearer: "Send it in the header “Authorization: Bearer <token>”.",
  hmac: "The client signs each request with it; the secret itself is never sent.",
  basic: "Put both into the client's address or its user and password settings.",
};

type SecretPanelProps = {
  newKey: NewKey;
  /** Somebody tried to leave before saying that the secret is kept. */
  isWarned: boolean;
  onClose: () => void;
};

/** The only sight of a secret. */
export const SecretPanel = ({ newKey, isWarned, onClose }: SecretPanelProps) => (
  <div className="space-y-3">
    <Alert tone="warn" title="This is shown once">
      Copy it now: it cannot be shown again. If it is lost, rotate the key.
    </Alert>
    {Object.entries(newKey.secrets).map(([name, value]) => (
      <SecretValue key={name} label={LABELS[name] ?? name} value={value} />
    ))}
    <p className="text-sm text-muted-foreground">{USES[newKey.kind]}</p>
    {isWarned ? (
      <Alert tone="error" isLive>
        Close only when the secret is kept; press once more to leave without it.
      </Alert>
    ) : null}
    <DialogFooter className="-mx-4 -mb-4">
      <Button variant="primary" onClick={onClose}>
        I have stored it
      </Button>
    </DialogFooter>
  </div>
);

const SecretValue = ({ label, value }: { label: string; value: string }) => (
  <div className="space-y-1">
    <div className="flex items-center justify-between gap-2">
      <span className="text-sm font-medium">{label}</span>
      <CopyButton text={value} label={`Copy the ${label.toLowerCase()}`} isWide />
    </div>
    <code className="block rounded-md border border-border bg-muted px-2.5 py-1.5 font-mono text-sm break-all select-all">
      {value}
    </code>
  </div>
);
