import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

/** Where `npm start` serves the API while the page is developed with `npx vite` in this folder. */
const apiOrigin = process.env['WANGGE_URL'] ?? 'http://127.0.0.1:8080';

/** The chunk that is MapLibre and what draws with it, by its source. */
const mapModule = /\/map\/map-view\.ts$/;

/** Names the map's chunk in the page's head, so that it comes beside the program that asks for it and not after. */
function preloadMap(): Plugin {
  return {
    name: 'preload-map',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }) => {
        const chunk = Object.values(bundle ?? {}).find(
          (file) => file.type === 'chunk' && mapModule.test(file.facadeModuleId ?? ''),
        );
        if (chunk?.type !== 'chunk') throw new Error('The build has no chunk of its own for the map.');
        const styles = [...(chunk.viteMetadata?.importedCss ?? [])];
        return [
          {
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: true, href: `./${chunk.fileName}` },
            injectTo: 'head',
          },
          ...styles.map((href) => ({
            tag: 'link',
            attrs: { rel: 'preload', as: 'style', crossorigin: true, href: `./${href}` },
            injectTo: 'head' as const,
          })),
        ];
      },
    },
  };
}

export default defineConfig({
  plugins: [svelte(), preloadMap()],
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
