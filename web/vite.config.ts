import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** Where `npm start` serves the API while the page is developed with `npx vite` in this folder. */
const apiOrigin = process.env['WANGGE_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [svelte()],
  base: './',
  server: { proxy: { '/api': apiOrigin } },
  worker: { format: 'es' },
  build: {
    outDir: 'dist',
    target: 'es2022',
    // MapLibre is one chunk of about 1.1 MB, fetched beside the panels and not before them.
    chunkSizeWarningLimit: 1200,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
});
