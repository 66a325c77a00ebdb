import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const OUT = path.resolve(import.meta.dirname, '../src/taskyard/_web');
const SERVER = process.env.TASKYARD_URL ?? 'http://127.0.0.1:8642';
const proxied = { target: SERVER, changeOrigin: true, headers: { origin: SERVER } };

/** The server hands out the twins as they are: nothing is compressed while somebody waits. */
function precompressed(): Plugin {
  let out = OUT;
  return {
    name: 'precompressed',
    apply: 'build',
    configResolved(config) {
      out = path.resolve(config.root, config.build.outDir);
    },
    closeBundle() {
      for (const entry of fs.readdirSync(out, { withFileTypes: true, recursive: true })) {
        if (!entry.isFile() || !/\.(js|css|svg)$/.test(entry.name)) continue;
        const file = path.join(entry.parentPath, entry.name);
        const bytes = fs.readFileSync(file);
        if (bytes.length < 1024) continue;
        fs.writeFileSync(`${file}.gz`, zlib.gzipSync(bytes, { level: 9 }));
        fs.writeFileSync(`${file}.br`, zlib.brotliCompressSync(bytes));
        fs.rmSync(file); // the server unpacks it for the few who take no packing, and the wheel is a third smaller
      }
    },
  };
}

export default defineConfig({
  base: './', // every address is relative to <base>, so that the board may lie below a path
  resolve: { alias: { '@': path.resolve(import.meta.dirname, 'src') } },
  plugins: [react(), tailwind(), precompressed()],
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0, // a font as data: would break `font-src 'self'`
    reportCompressedSize: false,
    manifest: true, // the size gate reads which file pulls which
  },
  worker: { format: 'es' },
  // The server answers to its own name only, so the proxy speaks in it.
  server: { proxy: { '/api': { ...proxied, ws: true }, '/launch': proxied } },
});
