import { connect, type Socket } from "node:net";

/**
 * Requests over sockets of our own: a client that costs next to nothing, since it shares the
 * machine with what it measures.
 */

/** The bytes of a request that keeps its connection. */
export function rawRequest(
  method: string,
  path: string,
  body = "",
  headers: Record<string, string> = {},
): Buffer {
  const all = { Host: "bench", ...headers, "Content-Length": String(Buffer.byteLength(body)) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body}`);
}

/** Body bytes and status of a whole answer, or undefined while more of it has to come. */
function readAnswer(text: Buffer): { status: number } | undefined {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd < 0) return undefined;
  const head = text.toString("latin1", 0, headEnd).toLowerCase();
  const status = Number(head.slice(9, 12));
  const length = /\r\ncontent-length: (\d+)/.exec(head)?.[1];
  const isWhole =
    length === undefined
      ? text.subarray(-5).equals(Buffer.from("0\r\n\r\n"))
      : text.length >= headEnd + 4 + Number(length);
  return isWhole ? { status } : undefined;
}

/** A connection that carries one request after another. */
export class RawConnection {
  readonly #socket: Socket;
  #text: Buffer = Buffer.alloc(0);
  #settle: { done: (status: number) => void; fail: (error: Error) => void } | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk) => this.#take(chunk));
    socket.on("error", (error) => this.#settle?.fail(error));
    socket.on("close", () => this.#settle?.fail(new Error("the connection was closed")));
  }

  static open(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    return new Promise((done, fail) => {
      const socket = connect(Number(port), hostname, () => done(new RawConnection(socket)));
      socket.once("error", fail);
    });
  }

  #take(chunk: Buffer): void {
    this.#text = this.#text.length === 0 ? chunk : Buffer.concat([this.#text, chunk]);
    const answer = readAnswer(this.#text);
    if (!answer) return;
    const settle = this.#settle;
    this.#text = Buffer.alloc(0);
    this.#settle = undefined;
    settle?.done(answer.status);
  }

  /** Sends a request and waits for the end of its answer; returns the status. */
  send(request: Buffer): Promise<number> {
    return new Promise((done, fail) => {
      this.#settle = { done, fail };
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** Answers a second while `connections` connections send for `seconds`. Throws for other answers. */
export async function rateOf(
  connections: readonly RawConnection[],
  seconds: number,
  expected: number,
  next: () => Buffer,
): Promise<number> {
  const startedAt = performance.now();
  const end = startedAt + seconds * 1000;
  let count = 0;
  await Promise.all(
    connections.map(async (connection) => {
      while (performance.now() < end) {
        const status = await connection.send(next());
        if (status !== expected) throw new Error(`answered with ${status}, not ${expected}`);
        count += 1;
      }
    }),
  );
  return (count / (performance.now() - startedAt)) * 1000;
}
