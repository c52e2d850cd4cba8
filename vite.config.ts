/** One file, its environments: the renderer, main (the entries that run in Node or Electron) and the preload. Vitest shares it. */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const endToEnd = {
  include: ['tests/e2e/**/*.test.ts'],
  environment: 'node',
  testTimeout: 60_000,
  hookTimeout: 120_000,
  // Each file has an app, a simulator and a browser of its own; much of each test is waiting.
  maxWorkers: 2,
}

export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react()],
  builder: {},
  environments: {
    client: {
      build: { outDir: '../out/renderer', emptyOutDir: true, target: 'chrome150', modulePreload: { polyfill: false } },
    },
    main: {
      consumer: 'server',
      // No client id ships; whoever builds may give one (DESIGN 4), which saves their people registering their own.
      // Nor does an address of updates, and nobody's signature is claimed.
      define: {
        builtInTwitchClientId: JSON.stringify(process.env['TRIBUTARY_TWITCH_CLIENT_ID'] ?? ''),
        builtUpdateUrl: JSON.stringify(process.env['TRIBUTARY_UPDATE_URL'] ?? ''),
        builtReleasesUrl: JSON.stringify(process.env['TRIBUTARY_RELEASES_URL'] ?? ''),
        builtSigned: JSON.stringify(process.env['TRIBUTARY_SIGNED'] === '1'),
      },
      resolve: { noExternal: true, external: ['electron'], conditions: ['node', 'import', 'default'] },
      build: {
        outDir: '../out/main',
        emptyOutDir: true,
        target: 'node24',
        minify: false,
        rolldownOptions: {
          input: { main: 'electron/main.ts', desktop: 'electron/desktop.ts', web: 'electron/web.ts' },
          external: ['electron', /^node:/],
          output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
        },
      },
    },
    preload: {
      consumer: 'server',
      resolve: { noExternal: true, external: ['electron'] },
      build: {
        outDir: '../out/preload',
        emptyOutDir: true,
        target: 'chrome150',
        minify: false,
        rolldownOptions: {
          input: { preload: 'electron/preload.ts' },
          external: ['electron'],
          // A sandboxed preload can load nothing: one CommonJS file.
          output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
        },
      },
    },
  },
  test: {
    root: '.',
    passWithNoTests: false,
    allowOnly: false,
    retry: 0,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Cheaper to start than processes, and none of them touches what threads share.
          pool: 'threads',
          include: ['tests/unit/**/*.test.ts', 'tests/unit/**/*.test.tsx'],
          environment: 'node',
          // Nothing here waits for a clock: only a busy machine comes near it.
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'contract',
          include: ['tests/contract/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'security',
          include: ['tests/security/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: { ...endToEnd, name: 'e2e', exclude: ['tests/e2e/desktop/**'], provide: { host: 'web' } },
      },
      // The same tests before the built desktop app, on the stand-in for Electron.
      { extends: true, test: { ...endToEnd, name: 'e2e-desktop', provide: { host: 'desktop' } } },
      {
        extends: true,
        test: {
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          environment: 'node',
          testTimeout: 120_000,
          hookTimeout: 60_000,
          // Much of each is waiting; none of them shares a port, a folder or a process with another.
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: 'electron',
          include: ['tests/electron/**/*.test.ts'],
          environment: 'node',
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
