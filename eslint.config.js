import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

const pureFolders = ['geometry', 'hierarchy', 'coverage', 'lookup', 'sample'].map(
  (folder) => `api/src/${folder}/**/*.ts`,
);

/** Names a pure file may not use: clocks, chance, and everything of Node's or the browser's. */
const harmless = ['TextEncoder', 'TextDecoder', 'structuredClone'];
const impureGlobals = [
  ...Object.keys(globals.nodeBuiltin).filter((name) => !harmless.includes(name)),
  'Date',
  'window',
  'document',
];

export default defineConfig(
  {
    ignores: [
      '**/dist/**',
      'api/dist-bench/**',
      '**/node_modules/**',
      'web/src/api/schema.d.ts',
      'scripts/fixtures/**',
    ],
  },
  js.configs.recommended,
  ts.configs.strict,
  svelte.configs.recommended,
  prettier,
  {
    languageOptions: { globals: { ...globals.nodeBuiltin } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['api/src/**/*.ts', 'api/test/**/*.ts', 'api/bench/**/*.ts'],
    languageOptions: {
      parserOptions: { project: 'api/tsconfig.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    files: pureFolders,
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...impureGlobals.map((name) => ({
          name,
          message: 'Pure code: no clock, no I/O, no Node or browser API.',
        })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Pure code: seeded numbers only.' },
      ],
    },
  },
  {
    files: ['web/**/*.svelte', 'web/**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser }, globals: globals.browser },
  },
  { files: ['web/src/**/*.ts'], languageOptions: { globals: globals.browser } },
  { files: ['scripts/**/*.js', 'api/bench/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: globals.node },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
