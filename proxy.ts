import { type NextRequest, NextResponse } from "next/server";
import { env } from "@/lib/platform/env";

/**
 * Two things before a page: the content security policy with a fresh nonce, and the way to the
 * sign-in page for browsers without any session. It is not the authorization: that is checked where
 * data is read and written (lib/auth, lib/gates).
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.randomUUID()).toString("base64");
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const response = isSignedOut(request)
    ? NextResponse.redirect(signInUrl(request))
    : NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

function contentSecurityPolicy(nonce: string): string {
  // React's development build evaluates source maps; production needs no eval.
  const dev = env().NODE_ENV === "development" ? " 'unsafe-eval'" : "";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev}`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function isSignedOut(request: NextRequest): boolean {
  if (request.nextUrl.pathname.startsWith("/sign-in")) return false;
  const proxyHeader = env().HEADROOM_AUTH_PROXY_HEADER;
  if (proxyHeader && request.headers.has(proxyHeader)) return false;
  return !request.cookies.getAll().some(({ name }) => name.includes("next-auth.session-token"));
}

function signInUrl(request: NextRequest): URL {
  const { pathname, search } = request.nextUrl;
  const url = new URL("/sign-in", request.nextUrl);
  if (pathname !== "/") url.searchParams.set("to", `${pathname}${search}`);
  return url;
}

// Pages only: machines authenticate with keys, and the icons and chunks are public. The paths of the
// accounting protocol, those of its first clients too, must never be answered by a redirect.
export const config = {
  matcher: [
    "/((?!api/|_next/|(?:records?|health_check|metrics|add|update|get)(?:/|$)|icon|favicon).*)",
  ],
};
