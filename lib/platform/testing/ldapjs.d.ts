declare module "ldapjs" {
  import type { AddressInfo, Socket } from "node:net";

  // The library has no types; this is the part of it that the fixture server uses.
  export interface Request {
    dn: { toString(): string };
    credentials: string;
    filter: { matches(entry: Record<string, unknown>): boolean };
    controls: { type: string; value: { size: number; cookie: Buffer } }[];
    attributes: string[];
    connection: Socket;
  }
  export interface Answer {
    attributes: string[];
    addControl(control: unknown): void;
    send(entry: unknown): void;
    end(): void;
  }
  export type Handler = (request: Request, answer: Answer, next: (error?: unknown) => void) => void;
  export interface Server {
    bind(base: string, handle: Handler): void;
    search(base: string, handle: Handler): void;
    listen(port: number, host: string, done: () => void): void;
    address(): AddressInfo;
    close(done: () => void): void;
    on(event: "error", handle: (error: Error) => void): void;
  }
  const library: {
    createServer(): Server;
    InvalidCredentialsError: new () => Error;
    SizeLimitExceededError: new () => Error;
    PagedResultsControl: { OID: string } & (new (facts: unknown) => unknown);
  };
  // biome-ignore lint/style/noDefaultExport: this is how the library exports itself
  export default library;
}
