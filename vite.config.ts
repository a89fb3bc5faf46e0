import { vitePlugin as remix } from '@remix-run/dev'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig } from 'vite'
import remixOptions from './remix.config.js'

export default defineConfig({
  plugins: [tailwindcss(), remix(remixOptions)],
  resolve: { alias: { '~': new URL('./app', import.meta.url).pathname } },
  build: {
    target: 'es2022',
    // The content security policy allows no data: scripts or fonts, and small files are cheap over HTTP/2.
    assetsInlineLimit: 0,
  },
  optimizeDeps: {
    // Vite looks through the routes, their server halves too, for what browsers will need. These they never do.
    include: ['lucide-react', 'radix-ui', 'use-intl'],
    exclude: ['@node-rs/argon2', 'node-av', 'sharp', 'sherpa-onnx-node'],
  },
  server: {
    // Recordings and logs change all the time; nothing in them is source.
    watch: { ignored: ['**/data/**', '**/build/**', '**/test-results/**'] },
  },
})
