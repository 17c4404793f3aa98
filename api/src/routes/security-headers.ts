import type { RequestHandler } from 'express';

/**
 * What the page may do. MapLibre runs its worker from this origin or a blob and reads images from blobs; Svelte sets
 * style attributes. Nothing comes from elsewhere, but for tiles where browsers are sent to another address for them.
 */
function describePolicy(tilesOrigin: string | undefined): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self' blob:",
    "child-src 'self' blob:",
    ["connect-src 'self'", tilesOrigin].filter((part) => part !== undefined).join(' '),
    "img-src 'self' data: blob:",
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** @param tilesPublicUrl where browsers get tiles, when that is not here */
export function createSecurityHeaders(tilesPublicUrl: string | undefined): RequestHandler {
  const headers = {
    'Content-Security-Policy': describePolicy(tilesPublicUrl && new URL(tilesPublicUrl).origin),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
  return (_request, response, next) => {
    response.set(headers);
    next();
  };
}
