import { join } from 'node:path';
import express, { type Router } from 'express';

const forEver = 'public, max-age=31536000, immutable';

/** Vite writes what it names by content hash into this folder. */
const hashedFolder = '/assets';

/** The built web app: hashed assets for ever, everything else asked for again each time. */
export function serveWeb(webDir: string): Router {
  const router = express.Router();
  router.use(
    hashedFolder,
    express.static(join(webDir, hashedFolder), {
      index: false,
      redirect: false,
      setHeaders: (response) => response.setHeader('Cache-Control', forEver),
    }),
  );
  router.use(
    express.static(webDir, {
      index: 'index.html',
      redirect: false,
      setHeaders: (response) => response.setHeader('Cache-Control', 'no-cache'),
    }),
  );
  return router;
}
