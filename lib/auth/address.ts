import { BlockList, isIPv6 } from "node:net";
import { env } from "@/lib/platform/env";

/**
 * The address of the peer that opened the connection. Set by our server on every request after it
 * removed what the client sent under that name (scripts/web.ts), since Next hides the socket.
 */
export const PEER_HEADER = "x-headroom-peer";

type Headers = { get(name: string): string | null };

function plain(address: string): string {
  return address.startsWith("::ffff:") ? address.slice(7) : address;
}

function trusted(): BlockList {
  const list = new BlockList();
  for (const item of env().HEADROOM_TRUSTED_PROXIES) {
    const [address = "", bits] = item.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

function isTrusted(address: string): boolean {
  return trusted().check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

/** Whether the request comes straight from one of HEADROOM_TRUSTED_PROXIES. */
export function isFromTrustedProxy(headers: Headers): boolean {
  const peer = headers.get(PEER_HEADER);
  return peer !== null && isTrusted(plain(peer));
}

/** The client's address: the peer, or behind trusted proxies the last one they did not add. */
export function clientAddress(headers: Headers): string {
  const peer = plain(headers.get(PEER_HEADER) ?? "unknown");
  if (!isFromTrustedProxy(headers)) return peer;
  const hops = (headers.get("x-forwarded-for") ?? "").split(",").map((hop) => plain(hop.trim()));
  return hops.filter(Boolean).findLast((hop) => !isTrusted(hop)) ?? peer;
}
